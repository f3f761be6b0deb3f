import type { IssuerLink } from "../../identity/issuer-link.ts";

type Identity = { issuer: string; subject: string };

export type IssuerLinkRepository = {
  /** Replaces a pending request of the person for this region, and invalidates its codes. */
  request(
    link: Pick<IssuerLink, "principalUid" | "email" | "region" | "requestedAt" | "expiresAt">,
  ): Promise<IssuerLink>;
  get(id: string): Promise<IssuerLink | undefined>;
  /** Locks the row until the transaction ends. */
  getForUpdate(id: string): Promise<IssuerLink | undefined>;
  /** Stores the hash of a code; false if the request is no longer pending. */
  addCode(id: string, codeHash: string): Promise<boolean>;
  /** The pending request of this code, expired or not. */
  findByCode(codeHash: string): Promise<IssuerLink | undefined>;
  /** Creates the link, and invalidates its codes. */
  link(id: string, identity: Identity, times: { at: Date; expiresAt: Date }): Promise<IssuerLink>;
  /** The link that is in force for exactly this issuer and subject. */
  findInForce(identity: Identity, now: Date): Promise<IssuerLink | undefined>;
  unlink(id: string, by: string, at: Date): Promise<void>;
  /** Deletes links that ended, and requests that expired, before this time. */
  purge(before: Date): Promise<number>;
  /** The person's pending and linked ones, newest first. */
  listOf(principalUid: string): Promise<IssuerLink[]>;
  /** The linked ones of the account's members, newest first, at most 1,000. */
  listOfAccount(accountId: string): Promise<IssuerLink[]>;
};
