import type { IdentifiedKey } from "../identity/service-principal.ts";
import type { WorkspaceId } from "../workspace/id.ts";
import type { SignInAccess } from "../workspace/sign-in-grant.ts";

/**
 * The workspace's OIDC client in the regional realm: confidential (`private_key_jwt`), authorization
 * code with PKCE (S256), exact redirect URIs. It is a third party's: only whom `access` names is
 * signed in, a person consents before it gets their name and address, it knows people by subjects of
 * its own, and its tokens are not for our API.
 */
export type SignInClient = {
  clientId: WorkspaceId;
  redirectUris: string[];
  webOrigins: string[];
  /** Public keys that the BFF registered. Without any, no code of the client can be redeemed. */
  keys: readonly IdentifiedKey[];
  access: SignInAccess;
};

export type SignInClients = {
  upsert(client: SignInClient): Promise<{ internalId: string }>;
  /** Creates no client; false if there is none. */
  update(client: SignInClient): Promise<boolean>;
  /** Names of the settings that differ from what they should be; undefined if there is no client. */
  differences(client: SignInClient): Promise<readonly string[] | undefined>;
  /** Idempotent. */
  delete(clientId: WorkspaceId): Promise<void>;
};
