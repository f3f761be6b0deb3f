import type { WorkspaceId } from "../workspace/id.ts";

/** The workspace's OIDC client in the regional realm: public, authorization code with PKCE (S256), exact redirect URIs. */
export type SignInClient = { clientId: WorkspaceId; redirectUris: string[]; webOrigins: string[] };

export type SignInClients = {
  upsert(client: SignInClient): Promise<{ internalId: string }>;
  get(clientId: WorkspaceId): Promise<SignInClient | undefined>;
  /** Idempotent. */
  delete(clientId: WorkspaceId): Promise<void>;
};
