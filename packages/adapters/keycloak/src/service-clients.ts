import type ClientRepresentation from "@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js";
import type { ServiceClient, ServiceClients } from "@cogrion/domain";
import type { KeycloakConfig } from "./admin-session.ts";
import { createAdminSession, deleteClient, upsertClient } from "./admin-session.ts";
import { apiScope, attachScope } from "./scopes.ts";

/** Lifetime of an access token, whatever the realm's own setting. */
const accessTokenSeconds = 300;

/** One grant, one way to authenticate, one algorithm: the client can do nothing else. */
const representationOf = ({ clientId, isEnabled, keys }: ServiceClient): ClientRepresentation => ({
  clientId,
  name: `Service principal ${clientId}`,
  protocol: "openid-connect",
  enabled: isEnabled,
  publicClient: false,
  serviceAccountsEnabled: true,
  standardFlowEnabled: false,
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  frontchannelLogout: false,
  fullScopeAllowed: false,
  redirectUris: [],
  webOrigins: [],
  clientAuthenticatorType: "client-jwt",
  attributes: {
    "use.jwks.url": "false",
    "use.jwks.string": "true",
    "jwks.string": JSON.stringify({
      keys: keys.map(({ id, publicKey }) => ({ ...publicKey, kid: id, alg: "ES256", use: "sig" })),
    }),
    "token.endpoint.auth.signing.alg": "ES256",
    "access.token.lifespan": String(accessTokenSeconds),
    "client_credentials.use_refresh_token": "false",
    "oauth2.device.authorization.grant.enabled": "false",
    "oidc.ciba.grant.enabled": "false",
    "standard.token.exchange.enabled": "false",
  },
});

/** Service principals' clients of the regional realm, managed through Keycloak's admin API. */
export const createServiceClients = (config: KeycloakConfig): ServiceClients => {
  const withAdmin = createAdminSession(config);
  return {
    put: (client) =>
      withAdmin(async (admin) => {
        const id = await upsertClient(admin, representationOf(client));
        await attachScope(admin, id, apiScope);
        const { id: subject } = await admin.clients.getServiceAccountUser({ id });
        if (subject === undefined) throw new Error(`Keycloak created no service account for ${client.clientId}`);
        return { subject };
      }),
    delete: (clientId) => withAdmin((admin) => deleteClient(admin, clientId)),
  };
};
