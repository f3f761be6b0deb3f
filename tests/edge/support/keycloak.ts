import { randomBytes } from "node:crypto";
import KeycloakAdminClient from "@keycloak/keycloak-admin-client";
import type { RequiredActionAlias } from "@keycloak/keycloak-admin-client/lib/defs/requiredActionProviderRepresentation.js";
import type { EdgeStand, StandRegion } from "./stand.ts";

/** Signed in at the region's Keycloak, without any proxy. */
export const adminOf = async (region: StandRegion, admin: EdgeStand["admin"]): Promise<KeycloakAdminClient> => {
  const client = new KeycloakAdminClient({ baseUrl: region.keycloakUrl, realmName: "master" });
  await client.auth({ grantType: "password", clientId: "admin-cli", ...admin });
  client.setConfig({ realmName: region.id });
  return client;
};

export type Person = { email: string; password: string };

/** A person for one test. */
export const createPerson = async (
  admin: KeycloakAdminClient,
  options: { requiredActions?: (RequiredActionAlias | string)[]; hasName?: boolean } = {},
): Promise<Person> => {
  const email = `p-${randomBytes(6).toString("hex")}@example.com`;
  const password = randomBytes(12).toString("base64url");
  await admin.users.create({
    username: email,
    email,
    ...(options.hasName === false ? {} : { firstName: "Grace", lastName: "Hopper" }),
    emailVerified: true,
    enabled: true,
    requiredActions: options.requiredActions ?? [],
    credentials: [{ type: "password", value: password, temporary: false }],
  });
  return { email, password };
};
