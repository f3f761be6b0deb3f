import type ClientRepresentation from "@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js";
import type { SignInClient, SignInClients } from "@cogrion/domain";
import type { KeycloakConfig } from "./admin-session.ts";
import { createAdminSession, deleteClient, findClient, upsertClient } from "./admin-session.ts";
import { hasOnlyScopes, limitScopes, workspaceScopes } from "./scopes.ts";

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
  consentRequired: true,
  // Keycloak applies this only when it creates the client; an older client's scopes are limited
  // below.
  defaultClientScopes: [...workspaceScopes],
  optionalClientScopes: [],
  redirectUris,
  webOrigins,
  attributes: { "pkce.code.challenge.method": "S256", "post.logout.redirect.uris": redirectUris.join("##") },
});

/** Workspaces' clients of the regional realm, managed through Keycloak's admin API. */
export const createSignInClients = (config: KeycloakConfig): SignInClients => {
  const withAdmin = createAdminSession(config);
  return {
    upsert: (client) =>
      withAdmin(async (admin) => {
        const internalId = await upsertClient(admin, representationOf(client));
        await limitScopes(admin, internalId, workspaceScopes);
        return { internalId };
      }),
    get: (clientId) =>
      withAdmin(async (admin) => {
        const found = await findClient(admin, clientId);
        if (found?.id === undefined) return undefined;
        const hasOwnScopes = await hasOnlyScopes(admin, found.id, workspaceScopes);
        return {
          clientId,
          redirectUris: found.redirectUris ?? [],
          webOrigins: found.webOrigins ?? [],
          isThirdParty: found.consentRequired === true && found.fullScopeAllowed === false && hasOwnScopes,
        };
      }),
    delete: (clientId) => withAdmin((admin) => deleteClient(admin, clientId)),
  };
};
