import type { PublicKey } from "../identity/service-principal.ts";

/**
 * The client by which a service principal gets its access tokens at the regional realm: confidential, client credentials grant alone, authenticated by
 * keys of its own (private_key_jwt, RFC 7523).
 */
export type ServiceClient = {
  clientId: string;
  isEnabled: boolean;
  keys: { id: string; publicKey: PublicKey }[];
};

export type ServiceClients = {
  /** Makes it, or brings it to this. Answers the `sub` that its tokens carry. */
  put(client: ServiceClient): Promise<{ subject: string }>;
  /** Idempotent. */
  delete(clientId: string): Promise<void>;
};
