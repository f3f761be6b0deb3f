import type { WorkspaceId } from "../workspace/id.ts";

/**
 * The workspace's OIDC client in the regional realm: public, authorization code with PKCE (S256),
 * redirect URIs by host. It is a third party's: a person consents before it gets their name and
 * address, so none is signed in silently who did not, and its tokens are not for our API.
 */
export type SignInClient = { clientId: WorkspaceId; redirectUris: string[]; webOrigins: string[] };

export type SignInClients = {
  upsert(client: SignInClient): Promise<{ internalId: string }>;
  /**
   * `isThirdParty` is false where the client is trusted as one of ours: it needs no consent, or has
   * a scope that it must not have.
   */
  get(clientId: WorkspaceId): Promise<(SignInClient & { isThirdParty: boolean }) | undefined>;
  /** Idempotent. */
  delete(clientId: WorkspaceId): Promise<void>;
};
