import type { AuditEvent, AuditFilter, AuditHead, ChainedAuditEvent } from "../../audit/event.ts";
import type { Page, PageRequest } from "../page.ts";

export type AuditRepository = {
  /**
   * Adds the event to its account's chain. Within a transaction, the event is written at the end,
   * so that the chain's lock is the last one and is held only for the commit. The transaction fails
   * if the event cannot be written.
   */
  append(event: AuditEvent): Promise<void>;
  /** Lists the events in the order of the chain, newest first. */
  list(accountId: string, filter: AuditFilter, page: PageRequest): Promise<Page<ChainedAuditEvent>>;
  /**
   * In the order of the chain, oldest first: events after `after` and up to `upTo`, at most
   * `limit`.
   */
  listAfter(
    accountId: string,
    filter: AuditFilter,
    range: { after: number; upTo: number; limit: number },
  ): Promise<ChainedAuditEvent[]>;
  /** Undefined if the account has no events. */
  head(accountId: string): Promise<AuditHead | undefined>;
};
