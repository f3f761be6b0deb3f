import KeycloakAdminClient, { NetworkError } from "@keycloak/keycloak-admin-client";
import type ClientRepresentation from "@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js";

export type KeycloakConfig = {
  /** Address of the admin API; not the public host. */
  url: string;
  realm: string;
  clientId: string;
  clientSecret: string;
};

export const statusOf = (error: unknown): number | undefined =>
  error instanceof NetworkError ? error.response.status : undefined;

// A service account's token is valid for minutes; older sessions sign in again.
const sessionMilliseconds = 45_000;

/** Runs calls as a service account that may only manage clients. */
export type AdminSession = <T>(work: (admin: KeycloakAdminClient) => Promise<T>) => Promise<T>;

/** If Keycloak lost its sessions or revoked ours, the second attempt signs in again. */
export const createAdminSession = (config: KeycloakConfig): AdminSession => {
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

  return async (work) => {
    try {
      return await work(await signedIn());
    } catch (error) {
      session = undefined;
      if (statusOf(error) !== 401) throw error;
      return work(await signedIn());
    }
  };
};

export const findClient = async (
  admin: KeycloakAdminClient,
  clientId: string,
): Promise<ClientRepresentation | undefined> => (await admin.clients.find({ clientId }))[0];

/** Attributes that are not named are left as they are. */
const merged = (existing: ClientRepresentation, wanted: ClientRepresentation): ClientRepresentation => ({
  ...existing,
  ...wanted,
  attributes: { ...existing.attributes, ...wanted.attributes },
});

/** False where there is none. */
export const updateClient = async (admin: KeycloakAdminClient, wanted: ClientRepresentation): Promise<boolean> => {
  const existing = await findClient(admin, wanted.clientId ?? "");
  const { id } = existing ?? {};
  return id !== undefined && ifThere(() => admin.clients.update({ id }, merged(existing ?? {}, wanted)));
};

/**
 * Creates the client, or updates it, and returns Keycloak's own id of it.
 */
export const upsertClient = async (admin: KeycloakAdminClient, wanted: ClientRepresentation): Promise<string> => {
  const update = async (): Promise<string | undefined> => {
    const existing = await findClient(admin, wanted.clientId ?? "");
    if (existing?.id === undefined) return undefined;
    await admin.clients.update({ id: existing.id }, merged(existing, wanted));
    return existing.id;
  };
  const updated = await update();
  if (updated !== undefined) return updated;
  try {
    return (await admin.clients.create(wanted)).id;
  } catch (error) {
    // Another attempt was faster.
    if (statusOf(error) !== 409) throw error;
    const id = await update();
    if (id === undefined) throw error;
    return id;
  }
};

/** False where the thing that the work is about is gone. */
export const ifThere = async (work: () => Promise<unknown>): Promise<boolean> => {
  try {
    await work();
    return true;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    return false;
  }
};

/** Idempotent. */
export const deleteClient = async (admin: KeycloakAdminClient, clientId: string): Promise<void> => {
  const { id } = (await findClient(admin, clientId)) ?? {};
  if (id !== undefined) await ifThere(() => admin.clients.del({ id }));
};
