import type ClientRepresentation from "@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js";
import type { SignInClient, SignInClients } from "@cogrion/domain";
import type { KeycloakConfig } from "./admin-session.ts";
import { createAdminSession, deleteClient, findClient, upsertClient } from "./admin-session.ts";

const representationOf = ({ clientId, redirectUris, webOrigins }: SignInClient): ClientRepresentation => ({
  clientId,
  name: `Workspace ${clientId}`,
  protocol: "openid-connect",
  enabled: true,
  publicClient: true,
  standardFlowEnabled: true,
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  serviceAccountsEnabled: false,
  frontchannelLogout: false,
  fullScopeAllowed: false,
  redirectUris,
  webOrigins,
  attributes: { "pkce.code.challenge.method": "S256", "post.logout.redirect.uris": redirectUris.join("##") },
});

/** Workspaces' clients of the regional realm, kept through Keycloak's admin API. */
export const createSignInClients = (config: KeycloakConfig): SignInClients => {
  const withAdmin = createAdminSession(config);
  return {
    upsert: (client) =>
      withAdmin(async (admin) => ({ internalId: await upsertClient(admin, representationOf(client)) })),
    get: (clientId) =>
      withAdmin(async (admin) => {
        const found = await findClient(admin, clientId);
        if (found === undefined) return undefined;
        return { clientId, redirectUris: found.redirectUris ?? [], webOrigins: found.webOrigins ?? [] };
      }),
    delete: (clientId) => withAdmin((admin) => deleteClient(admin, clientId)),
  };
};
