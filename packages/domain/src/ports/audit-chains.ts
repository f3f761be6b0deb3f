import type { AuditHead, ChainedAuditEvent } from "../audit/event.ts";

/** A chain as stored at one moment. */
export type StoredChain = {
  /** Undefined if the row is missing. */
  head: AuditHead | undefined;
  /** All stored records, by sequence, in batches. */
  events: AsyncIterable<ChainedAuditEvent[]>;
};

/** The audit of a whole region, for verification; it bypasses the accounts' access rules. */
export type AuditChains = {
  /**
   * The account of each chain that exists or should exist: from a head, an event or an account.
   * Undefined for the events without an account.
   */
  list(): Promise<(string | undefined)[]>;
  read<T>(accountId: string | undefined, work: (chain: StoredChain) => Promise<T>): Promise<T>;
};
