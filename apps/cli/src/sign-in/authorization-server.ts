import { createApiClient, routes } from "@cogrion/contract";
import type { ClientAuth, Configuration, TokenEndpointResponse } from "openid-client";
import { allowInsecureRequests, ClientError, discovery, None } from "openid-client";
import { isLoopback } from "../client/loopback.ts";
import type { Session } from "./token-store.ts";

type Client = { id: string; authentication: ClientAuth };

/** The client for people. It is public, so it authenticates nothing. */
const cliClient: Client = { id: "cogrion-cli", authentication: None() };

/**
 * Keycloak is unavailable, or something else responds at its address. A session does not change.
 */
export class IssuerUnreachableError extends Error {
  constructor(issuer: string, options: { cause: unknown }) {
    super(
      `The sign-in service ${issuer} cannot be reached. Try again in a moment; your session is still valid.`,
      options,
    );
    this.name = "IssuerUnreachableError";
  }
}

const outages: readonly (string | undefined)[] = [
  "OAUTH_TIMEOUT",
  "OAUTH_RESPONSE_IS_NOT_CONFORM",
  "OAUTH_RESPONSE_IS_NOT_JSON",
];

// fetch() reports a failed connection as a TypeError with a cause, and openid-client passes it on.
const isOutage = (error: unknown): boolean =>
  (error instanceof TypeError && error.cause !== undefined) ||
  (error instanceof ClientError && outages.includes(error.code));

/** @throws IssuerUnreachableError for an outage; a rejection by the issuer is thrown unchanged */
export const atIssuer = async <T>(issuer: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (cause) {
    throw isOutage(cause) ? new IssuerUnreachableError(issuer, { cause }) : cause;
  }
};

/** The issuer that the API itself names (RFC 9728), so that nobody has to configure one. */
export const issuerOfApi = async (apiUrl: string): Promise<string> => {
  const api = createApiClient({ baseUrl: apiUrl, token: () => Promise.resolve(undefined) });
  const { authorization_servers: servers, resource } = await api.call(routes.getProtectedResource, {});
  // Section 3.3: metadata of another resource is rejected, because it could send people to a
  // stranger's sign-in.
  if (new URL(resource).origin !== new URL(apiUrl).origin) {
    throw new Error(`${apiUrl} calls itself ${resource}. Use that address: --api-url ${resource}`);
  }
  return servers[0] ?? "";
};

/** @throws IssuerUnreachableError; Error if the issuer is not the expected one */
export const discover = (issuer: string, client = cliClient): Promise<Configuration> => {
  const url = new URL(issuer);
  // Plain HTTP is only for the local stack.
  const execute = url.protocol === "http:" && isLoopback(url) ? [allowInsecureRequests] : [];
  return atIssuer(issuer, () => discovery(url, client.id, undefined, client.authentication, { execute, timeout: 10 }));
};

export const sessionOf = (issuer: string, tokens: TokenEndpointResponse, before?: Session): Session => {
  const refreshToken = tokens.refresh_token ?? before?.refresh_token;
  return {
    issuer,
    access_token: tokens.access_token,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    expires_at: Date.now() + (tokens.expires_in ?? 60) * 1000,
  };
};
