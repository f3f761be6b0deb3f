import KeycloakAdminClient from "@keycloak/keycloak-admin-client";
import type { Person, Stage } from "../support/stage.ts";
import { signIn } from "../support/stage.ts";

const clientId = "another-product";

/** Keycloak's own token for another client: valid except for its audience. */
export const tokenOfAnotherAudience = async ({ issuer, keycloakAdmin }: Stage, person: Person): Promise<string> => {
  const [baseUrl = "", realm = ""] = issuer.split("/realms/");
  const admin = new KeycloakAdminClient({ baseUrl, realmName: "master" });
  await admin.auth({ grantType: "password", clientId: "admin-cli", ...keycloakAdmin });
  admin.setConfig({ realmName: realm });
  const [existing] = await admin.clients.find({ clientId });
  if (existing === undefined) {
    await admin.clients.create({ clientId, publicClient: true, directAccessGrantsEnabled: true });
  }
  return signIn(issuer, person, { client: clientId });
};
