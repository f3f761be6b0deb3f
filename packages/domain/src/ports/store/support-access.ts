import type { SupportGrant } from "../../identity/principal.ts";
import type { SupportAccess } from "../../identity/support-access.ts";
import type { Page, PageRequest } from "../page.ts";

export type SupportAccessRepository = {
  create(
    access: Pick<SupportAccess, "accountId" | "staff" | "role" | "reason" | "durationSeconds" | "requestedAt">,
  ): Promise<SupportAccess>;
  /** As recorded, like all methods here; supportAccessAt compares with the clock. */
  get(accountId: string, id: string): Promise<SupportAccess | undefined>;
  getById(id: string): Promise<SupportAccess | undefined>;
  /** Locks the row until the transaction ends. */
  getForUpdate(accountId: string, id: string): Promise<SupportAccess | undefined>;
  /** Writes state, decision, expiry and end. */
  save(access: SupportAccess): Promise<void>;
  /** Newest first. */
  list(filter: { accountId: string } | { staffUid: string }, page: PageRequest): Promise<Page<SupportAccess>>;
  /**
   * This person's requests in this account that are neither closed nor expired at the given time.
   * Call it under the account's lock.
   */
  listOpen(accountId: string, staffUid: string, now: Date): Promise<SupportAccess[]>;
  /** Approved, not ended, and not expired at the time. */
  inForce(staffUid: string, now: Date): Promise<SupportGrant[]>;
};
