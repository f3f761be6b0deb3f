import type ClientRepresentation from "@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js";
import type { ServiceClient, ServiceClients } from "@cogrion/domain";
import type { KeycloakConfig } from "./admin-session.ts";
import { createAdminSession, deleteClient, upsertClient } from "./admin-session.ts";
import { privateKeyJwt } from "./private-key-jwt.ts";
import { apiScope, attachScope } from "./scopes.ts";

/** Lifetime of an access token, whatever the realm's own setting. */
const accessTokenSeconds = 300;

/** One grant, one way to authenticate, one algorithm: the client can do nothing else. */
const representationOf = ({ clientId, isEnabled, keys }: ServiceClient): ClientRepresentation => {
  const { attributes, ...rest } = privateKeyJwt(keys);
  return {
    ...rest,
    clientId,
    name: `Service principal ${clientId}`,
    protocol: "openid-connect",
    enabled: isEnabled,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    redirectUris: [],
    webOrigins: [],
    attributes: {
      ...attributes,
      "access.token.lifespan": String(accessTokenSeconds),
      "client_credentials.use_refresh_token": "false",
    },
  };
};

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
