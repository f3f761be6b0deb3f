import { hash } from "node:crypto";
import type { AuditHead, AuditRecord, ChainFault } from "@cogrion/domain";
import { auditGenesisHash, auditHashInputOf } from "@cogrion/domain";

export type ChainCheck = {
  /** The next record, in the order in which it is stored. */
  add(record: AuditRecord): void;
  /** The first fault, once all were added; `head` is what else is known of the newest event. */
  end(head: { sequence: number; hash: string } | undefined): ChainFault | undefined;
  /** The newest record that was added. */
  last(): { sequence: number; hash: string };
};

// How far from its place a record is looked for before it is called edited.
const reach = 1000;

const hashOf = (record: AuditRecord): string => hash("sha256", auditHashInputOf(record), "hex");

/**
 * Follows one chain from its first event and keeps the first fault. `anchor` is an older head that was kept elsewhere: a chain that was written anew from
 * there does not lead through it.
 */
export const createChainCheck = ({
  accountId,
  anchor,
}: {
  accountId: string | undefined;
  anchor?: Pick<AuditHead, "sequence" | "hash"> | undefined;
}): ChainCheck => {
  let last = { sequence: 0, hash: auditGenesisHash };
  let fault: ChainFault | undefined;
  let missing: { from: number; to: number; before: string } | undefined;

  const faultAt = (kind: ChainFault["kind"], record: AuditRecord, detail: string): ChainFault => ({
    kind,
    sequence: record.sequence,
    eventId: record.id,
    detail,
  });

  const faultOf = (record: AuditRecord): ChainFault | undefined => {
    if (record.account_id !== (accountId ?? null))
      return faultAt("foreign", record, `it belongs to ${nameOf(record.account_id)}, not to ${nameOf(accountId)}`);
    if (record.sequence <= last.sequence)
      return faultAt("reordered", record, `it comes after event ${last.sequence}, which should be before it`);
    if (hashOf(record) !== record.hash) {
      const written = writtenSequenceOf(record);
      return written === undefined
        ? faultAt("edited", record, "its fields are not those that its hash was made of")
        : faultAt("reordered", record, `it was written as event ${written}`);
    }
    if (record.previous_hash !== last.hash)
      return faultAt("unlinked", record, `it follows another event than the one that stands at ${last.sequence}`);
    if (record.sequence === anchor?.sequence && record.hash !== anchor.hash)
      return faultAt("anchor_mismatch", record, "the anchor has another hash: the chain was written anew up to here");
    return undefined;
  };

  const gapOf = ({ from, to, before }: { from: number; to: number; before: string }): ChainFault => ({
    kind: "gap",
    sequence: from,
    eventId: undefined,
    detail: `${from === to ? `event ${from} is` : `events ${from} to ${to} are`} missing before event ${to + 1} (${before})`,
  });

  return {
    add(record) {
      if (fault !== undefined) return;
      if (missing !== undefined) {
        // Somewhere else after all.
        if (record.sequence >= missing.from && record.sequence <= missing.to)
          fault = faultAt("reordered", record, `it comes after event ${missing.to + 1}`);
        return;
      }
      if (record.account_id === (accountId ?? null) && record.sequence > last.sequence + 1) {
        missing = { from: last.sequence + 1, to: record.sequence - 1, before: record.id };
        return;
      }
      fault = faultOf(record);
      if (fault === undefined) last = { sequence: record.sequence, hash: record.hash };
    },

    end(head) {
      const found = fault ?? (missing === undefined ? undefined : gapOf(missing));
      if (found !== undefined) return found;
      const known = anchor !== undefined && anchor.sequence > (head?.sequence ?? 0) ? anchor : head;
      if (known !== undefined && known.sequence > last.sequence) return truncatedTo(last.sequence, known.sequence);
      if (head === undefined || (head.sequence === last.sequence && head.hash === last.hash)) return undefined;
      return {
        kind: "head_mismatch",
        sequence: head.sequence,
        eventId: undefined,
        detail: `the head names event ${head.sequence} with hash ${head.hash}, and the newest one is ${last.sequence} with ${last.hash}`,
      };
    },

    last: () => last,
  };
};

const nameOf = (accountId: string | null | undefined): string => accountId ?? "no account";

const truncatedTo = (last: number, known: number): ChainFault => ({
  kind: "truncated",
  sequence: last + 1,
  eventId: undefined,
  detail: `the chain ends with event ${last}, and there were ${known}`,
});

/** The sequence that the record's hash was made with, near the one that it bears now. */
const writtenSequenceOf = (record: AuditRecord): number | undefined => {
  for (let distance = 1; distance <= reach; distance++) {
    for (const sequence of [record.sequence - distance, record.sequence + distance]) {
      if (sequence > 0 && hashOf({ ...record, sequence }) === record.hash) return sequence;
    }
  }
  return undefined;
};
