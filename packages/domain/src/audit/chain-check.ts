import type { ChainFault } from "./chain-fault.ts";
import type { AuditHead } from "./event.ts";
import type { AuditRecord } from "./record.ts";
import { auditGenesisHash, auditHashInputOf } from "./record.ts";

type ChainPosition = Pick<AuditHead, "sequence" | "hash">;

export type ChainCheck = {
  /** Adds the next record, in stored order. */
  add(record: AuditRecord): void;
  /**
   * Returns the first fault, after all records were added. `head` is what else is known about the
   * newest event. A filtered export leaves events out by design, so each record is checked by
   * itself, against its neighbours and against the anchors where the file has them. Missing events
   * cannot be detected, so the caller must know that the export was filtered; an export that only
   * claims it must not be trusted.
   */
  end(known: { head: ChainPosition | undefined; isFiltered?: boolean }): ChainFault | undefined;
  /** How many anchors no record proved, neither the anchor's own record nor the next one. */
  unprovenAnchors(): number;
  /** The newest valid record. */
  last(): ChainPosition;
};

/** The result of checking one chain. */
export type VerifiedChain = {
  accountId: string | undefined;
  events: number;
  /** The newest valid event. */
  head: AuditHead;
  fault: ChainFault | undefined;
};

// How many sequences away a record is searched for before it counts as edited.
const reach = 1000;

export type ChainCheckOptions = {
  accountId: string | undefined;
  /** Heads that were stored elsewhere earlier. A rewritten chain does not contain them. */
  anchors?: readonly ChainPosition[];
  /** SHA-256 of the text in UTF-8, in lower-case hex. */
  sha256: (text: string) => string;
};

/** Follows one chain from its first event and remembers the first fault. */
export const createChainCheck = ({ accountId, anchors = [], sha256 }: ChainCheckOptions): ChainCheck => {
  const hashOf = (record: AuditRecord): string => sha256(auditHashInputOf(record));
  const anchored = new Map(anchors.map(({ sequence, hash }) => [sequence, hash]));
  const proven = new Set<number>();
  let last: ChainPosition = { sequence: 0, hash: auditGenesisHash };
  let fault: ChainFault | undefined;
  let gap: { from: number; to: number; before: AuditRecord } | undefined;
  let isGapElsewhere = false;

  const isElsewhere = (sequence: number, hash: string): boolean => {
    const anchor = anchored.get(sequence);
    if (anchor === hash) proven.add(sequence);
    return anchor !== undefined && anchor !== hash;
  };
  const faultOf = (record: AuditRecord): ChainFault | undefined => {
    if (record.account_id !== (accountId ?? null))
      return faultAt("foreign", record, `it belongs to ${nameOf(record.account_id)}, not to ${nameOf(accountId)}`);
    if (record.sequence <= last.sequence)
      return faultAt("reordered", record, `it comes after event ${last.sequence}, which should be before it`);
    if (hashOf(record) !== record.hash) {
      const written = writtenSequenceOf(record, hashOf);
      return written === undefined
        ? faultAt("edited", record, "its fields do not match its hash")
        : faultAt("reordered", record, `it was written with sequence ${written}`);
    }
    if (record.sequence === last.sequence + 1 && record.previous_hash !== last.hash)
      return faultAt("unlinked", record, `its previous hash is not the hash of event ${last.sequence}`);
    if (isElsewhere(record.sequence, record.hash))
      return faultAt(
        "anchor_mismatch",
        record,
        "the anchor has another hash: the chain was rewritten up to this event",
      );
    if (isElsewhere(record.sequence - 1, record.previous_hash))
      return faultAt(
        "anchor_mismatch",
        record,
        "it does not follow the anchor: the chain was rewritten up to the anchor",
      );
    return undefined;
  };
  const filteredFaultOf = (head: ChainPosition, newest: number): ChainFault | undefined => {
    if (newest > head.sequence) return truncatedFaultOf(head.sequence, newest);
    const anchor = anchored.get(head.sequence);
    if (anchor !== undefined && anchor !== head.hash) return anchorFaultOf(head);
    return head.sequence > last.sequence ? undefined : headFaultOf(head, last);
  };

  return {
    add(record) {
      if (fault !== undefined) return;
      if (gap !== undefined && record.sequence >= gap.from && record.sequence <= gap.to) isGapElsewhere = true;
      if (gap === undefined && record.account_id === (accountId ?? null) && record.sequence > last.sequence + 1)
        gap = { from: last.sequence + 1, to: record.sequence - 1, before: record };
      fault = faultOf(record);
      if (fault === undefined) last = { sequence: record.sequence, hash: record.hash };
    },

    end({ head, isFiltered = false }) {
      const newest = Math.max(head?.sequence ?? 0, ...anchored.keys());
      if (isFiltered && head !== undefined) return fault ?? filteredFaultOf(head, newest);
      // Any other fault that was found comes after the gap.
      if (gap !== undefined && !isGapElsewhere) return gapFaultOf(gap);
      if (fault !== undefined) return fault;
      if (newest > last.sequence) return truncatedFaultOf(last.sequence, newest);
      return head === undefined ? undefined : headFaultOf(head, last);
    },

    unprovenAnchors: () => anchored.size - proven.size,
    last: () => last,
  };
};

const faultAt = (kind: ChainFault["kind"], record: AuditRecord, detail: string): ChainFault => ({
  kind,
  sequence: record.sequence,
  eventId: record.id,
  detail,
});

const gapFaultOf = ({ from, to, before }: { from: number; to: number; before: AuditRecord }): ChainFault => ({
  kind: "gap",
  sequence: from,
  eventId: undefined,
  detail: `${from === to ? `event ${from} is` : `events ${from} to ${to} are`} missing before event ${to + 1} (${before.id})`,
});

const truncatedFaultOf = (last: number, newest: number): ChainFault => ({
  kind: "truncated",
  sequence: last + 1,
  eventId: undefined,
  detail: `the chain ends with event ${last}, but it had ${newest}`,
});

const headFaultOf = (head: ChainPosition, last: ChainPosition): ChainFault | undefined => {
  if (head.sequence === last.sequence && head.hash === last.hash) return undefined;
  const detail = `the head names event ${head.sequence} with hash ${head.hash}, but the newest event is ${last.sequence} with ${last.hash}`;
  return { kind: "head_mismatch", sequence: head.sequence, eventId: undefined, detail };
};

const anchorFaultOf = ({ sequence }: ChainPosition): ChainFault => ({
  kind: "anchor_mismatch",
  sequence,
  eventId: undefined,
  detail: "the anchor has another hash than the head that the export names: the chain was rewritten",
});

const nameOf = (accountId: string | null | undefined): string => accountId ?? "no account";

/** The sequence with which the record's hash was computed, searched near its current sequence. */
const writtenSequenceOf = (record: AuditRecord, hashOf: (record: AuditRecord) => string): number | undefined => {
  for (let distance = 1; distance <= reach; distance++) {
    for (const sequence of [record.sequence - distance, record.sequence + distance]) {
      if (sequence > 0 && hashOf({ ...record, sequence }) === record.hash) return sequence;
    }
  }
  return undefined;
};
