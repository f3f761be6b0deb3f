import type { AuditHead, ChainedAuditEvent } from "../audit/event.ts";

/** A chain as it is stored, seen at one moment. */
export type StoredChain = {
  /** Undefined where the row is gone. */
  head: AuditHead | undefined;
  /** Whatever is stored, by sequence, in batches. */
  events: AsyncIterable<ChainedAuditEvent[]>;
};

/** The audit of a whole region, for those who check it; past the accounts' access rules. */
export type AuditChains = {
  /** The account of each chain that is or should be there: of a head, of an event, of an account. Undefined for the events of no account. */
  list(): Promise<(string | undefined)[]>;
  read<T>(accountId: string | undefined, work: (chain: StoredChain) => Promise<T>): Promise<T>;
};
