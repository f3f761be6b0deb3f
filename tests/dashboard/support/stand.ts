import type { ApiClient } from "@cogrion/contract";
import { createApiClient, routes } from "@cogrion/contract";
import { ensureUsers } from "@cogrion/local-stack/region/realm";
import { tokenByPassword } from "@cogrion/testing/password-grant";
import { inject } from "vitest";

/** What the suite's files share: one region with its dashboard. */
export type DashboardStand = {
  origin: string;
  apiUrl: string;
  issuer: string;
  keycloakUrl: string;
  keycloakAdmin: { username: string; password: string };
  awsEndpointUrl: string;
  password: string;
};

declare module "vitest" {
  interface ProvidedContext {
    dashboard: DashboardStand;
  }
}

export const stand = (): DashboardStand => inject("dashboard");

/** Creates the person's sign-in, and returns a client of the API that acts as them. */
export const signedUp = async (email: string): Promise<ApiClient> => {
  const { keycloakUrl, keycloakAdmin, password, issuer, apiUrl } = stand();
  const region = issuer.slice(issuer.lastIndexOf("/") + 1);
  await ensureUsers({ url: keycloakUrl, admin: keycloakAdmin, region }, [
    { email, firstName: "Test", lastName: "Person", password },
  ]);
  const token = () => tokenByPassword({ issuer, username: email, password });
  return createApiClient({ baseUrl: apiUrl, token });
};

/** Somebody with an account of their own. */
export const accountOf = async (api: ApiClient, name: string): Promise<string> =>
  (await api.call(routes.createAccount, { body: { name } })).id;
