import type { WorkspaceId } from "../workspace/id.ts";

/**
 * The workspace's OIDC client in the regional realm: public, authorization code with PKCE (S256),
 * redirect URIs by host. It is a third party's client. A person has to consent before it gets their
 * name and address, so nobody is signed in silently without having consented, and its tokens are
 * not valid for our API.
 */
export type SignInClient = { clientId: WorkspaceId; redirectUris: string[]; webOrigins: string[] };

export type SignInClients = {
  upsert(client: SignInClient): Promise<{ internalId: string }>;
  /**
   * `isThirdParty` is false if the client is trusted like one of ours: it requires no consent, or
   * has a scope that it must not have.
   */
  get(clientId: WorkspaceId): Promise<(SignInClient & { isThirdParty: boolean }) | undefined>;
  /** Idempotent. */
  delete(clientId: WorkspaceId): Promise<void>;
};
