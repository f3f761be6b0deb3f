import type ClientRepresentation from "@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js";
import type { SignInAccess, SignInClient, SignInClients } from "@cogrion/domain";
import type { KeycloakConfig } from "./admin-session.ts";
import { createAdminSession, deleteClient, findClient, updateClient, upsertClient } from "./admin-session.ts";
import { privateKeyJwt } from "./private-key-jwt.ts";
import { differencesBetween } from "./representation.ts";
import { limitScopes, workspaceScopes } from "./scopes.ts";

/** Read by Cogrion's provider in Keycloak (infra/keycloak). One text for one access. */
const accessTextOf = ({ people, domains, groups }: SignInAccess): string =>
  JSON.stringify({
    people: Object.fromEntries(Object.entries(people).toSorted(([one], [other]) => (one < other ? -1 : 1))),
    domains: domains.toSorted(),
    groups: groups.toSorted(),
  });

const representationOf = ({ clientId, redirectUris, webOrigins, keys, access }: SignInClient): ClientRepresentation => {
  const { attributes, ...rest } = privateKeyJwt(keys);
  return {
    ...rest,
    clientId,
    name: `Workspace ${clientId}`,
    protocol: "openid-connect",
    enabled: true,
    standardFlowEnabled: true,
    serviceAccountsEnabled: false,
    consentRequired: true,
    // Honoured when the client is made; what an older one has is limited below.
    defaultClientScopes: [...workspaceScopes],
    optionalClientScopes: [],
    redirectUris,
    webOrigins,
    attributes: {
      ...attributes,
      "pkce.code.challenge.method": "S256",
      "post.logout.redirect.uris": webOrigins.map((origin) => `${origin}/`).join("##"),
      "cogrion.access": accessTextOf(access),
    },
  };
};

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
    update: (client) => withAdmin((admin) => updateClient(admin, representationOf(client))),
    differences: (client) =>
      withAdmin(async (admin) => {
        const found = await findClient(admin, client.clientId);
        return found && differencesBetween(found, representationOf(client));
      }),
    delete: (clientId) => withAdmin((admin) => deleteClient(admin, clientId)),
  };
};
