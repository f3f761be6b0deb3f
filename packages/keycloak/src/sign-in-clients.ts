import KeycloakAdminClient, { NetworkError } from "@keycloak/keycloak-admin-client";
import type ClientRepresentation from "@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js";
import type { SignInClient, SignInClients } from "@cogrion/domain";

export type KeycloakConfig = {
  /** Address of the admin API; not the public host. */
  url: string;
  realm: string;
  clientId: string;
  clientSecret: string;
};

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

const statusOf = (error: unknown): number | undefined =>
  error instanceof NetworkError ? error.response.status : undefined;

// A service account's token lives for minutes; a session older than this is signed in again.
const sessionMilliseconds = 45_000;

/** Clients of the regional realm, kept through Keycloak's admin API with a service account that may manage clients only. */
export const createSignInClients = (config: KeycloakConfig): SignInClients => {
  let session: { admin: KeycloakAdminClient; at: number } | undefined;

  const signedIn = async (): Promise<KeycloakAdminClient> => {
    if (session !== undefined && Date.now() - session.at < sessionMilliseconds) return session.admin;
    const admin = new KeycloakAdminClient({
      baseUrl: config.url,
      realmName: config.realm,
      timeout: 10_000,
    });
    await admin.auth({
      grantType: "client_credentials",
      clientId: config.clientId,
      clientSecret: config.clientSecret,
    });
    session = { admin, at: Date.now() };
    return admin;
  };

  /** After Keycloak lost its sessions, or revoked ours, the second attempt signs in anew. */
  const withAdmin = async <T>(work: (admin: KeycloakAdminClient) => Promise<T>): Promise<T> => {
    try {
      return await work(await signedIn());
    } catch (error) {
      session = undefined;
      if (statusOf(error) !== 401) throw error;
      return work(await signedIn());
    }
  };

  const find = async (admin: KeycloakAdminClient, clientId: string): Promise<ClientRepresentation | undefined> =>
    (await admin.clients.find({ clientId }))[0];

  const update = async (admin: KeycloakAdminClient, client: SignInClient): Promise<string | undefined> => {
    const existing = await find(admin, client.clientId);
    if (existing?.id === undefined) return undefined;
    const wanted = representationOf(client);
    const attributes = { ...existing.attributes, ...wanted.attributes };
    await admin.clients.update({ id: existing.id }, { ...existing, ...wanted, attributes });
    return existing.id;
  };

  return {
    upsert: (client) =>
      withAdmin(async (admin) => {
        const updated = await update(admin, client);
        if (updated !== undefined) return { internalId: updated };
        try {
          const { id } = await admin.clients.create(representationOf(client));
          return { internalId: id };
        } catch (error) {
          // Another attempt was faster.
          if (statusOf(error) !== 409) throw error;
          const id = await update(admin, client);
          if (id === undefined) throw error;
          return { internalId: id };
        }
      }),
    get: (clientId) =>
      withAdmin(async (admin) => {
        const found = await find(admin, clientId);
        if (found === undefined) return undefined;
        return { clientId, redirectUris: found.redirectUris ?? [], webOrigins: found.webOrigins ?? [] };
      }),
    delete: (clientId) =>
      withAdmin(async (admin) => {
        const existing = await find(admin, clientId);
        if (existing?.id === undefined) return;
        try {
          await admin.clients.del({ id: existing.id });
        } catch (error) {
          if (statusOf(error) !== 404) throw error;
        }
      }),
  };
};
