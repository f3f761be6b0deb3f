import type { PublicKey } from "../identity/service-principal.ts";

/**
 * The client with which a service principal gets its access tokens at the regional realm:
 * confidential, client credentials grant only, authenticated by its own keys (private_key_jwt, RFC
 * 7523).
 */
export type ServiceClient = {
  clientId: string;
  isEnabled: boolean;
  keys: { id: string; publicKey: PublicKey }[];
};

export type ServiceClients = {
  /** Creates or updates it. Returns the `sub` of its tokens. */
  put(client: ServiceClient): Promise<{ subject: string }>;
  /** Idempotent. */
  delete(clientId: string): Promise<void>;
};
