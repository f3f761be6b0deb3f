import { hash } from "node:crypto";
import { auditEvent, auditExportEnd } from "@cogrion/contract";
import type { AuditRecord, AuditHead, ChainCheck, ChainFault, VerifiedChain } from "@cogrion/domain";
import { createChainCheck } from "@cogrion/domain";
import { UsageError } from "../failure.ts";

const sha256 = (text: string): string => hash("sha256", text, "hex");

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export type CheckExportOptions = {
  anchors: readonly AuditHead[];
  /**
   * Whether its owner says that it was filtered. The export's own statement is not enough: an
   * attacker who removes events can write it too.
   */
  mayBeFiltered: boolean;
  onProgress: (events: number) => void;
};

export type CheckedExport = VerifiedChain & {
  isFiltered: boolean;
  unprovenAnchors: number;
};

/** Follows the chain of an NDJSON export. @throws UsageError if the file is not an export */
export const checkExport = async (
  lines: AsyncIterable<string>,
  { anchors, mayBeFiltered, onProgress }: CheckExportOptions,
): Promise<CheckedExport> => {
  let chain: { accountId: string | undefined; check: ChainCheck } | undefined;
  let events = 0;
  const chainOf = (accountId: string | null): { accountId: string | undefined; check: ChainCheck } => {
    const own = accountId ?? undefined;
    const ofIt = anchors.filter((anchor) => anchor.accountId === own);
    return (chain ??= { accountId: own, check: createChainCheck({ accountId: own, anchors: ofIt, sha256 }) });
  };
  const resultOf = (fault: ChainFault | undefined, isFiltered = false): CheckedExport => {
    const head = { accountId: chain?.accountId, ...(chain?.check.last() ?? { sequence: 0, hash: "" }) };
    const unprovenAnchors = chain?.check.unprovenAnchors() ?? anchors.length;
    return { accountId: chain?.accountId, events, head, fault, isFiltered, unprovenAnchors };
  };

  for await (const text of lines) {
    const value = parsed(text);
    const end = auditExportEnd.safeParse(value);
    const event = auditEvent.safeParse(value);
    if (!end.success && !event.success) {
      if (chain === undefined)
        throw new UsageError("This is not an NDJSON export of an audit log: its first line is not an event.");
      const before = chain.check.end({ head: undefined });
      return resultOf(before ?? atEnd("edited", events + 1, `line ${events + 1} of the export is not an event`));
    }
    if (end.success) {
      const { account_id: accountId, head, is_filtered: isFiltered, events: told } = end.data.end;
      const fault = chainOf(accountId).check.end({ head, isFiltered });
      return resultOf(fault ?? countFaultOf(events, told) ?? filterFaultOf(isFiltered && !mayBeFiltered), isFiltered);
    }
    if (!event.success) continue;
    chainOf(event.data.account_id).check.add(event.data satisfies AuditRecord);
    events++;
    onProgress(events);
  }
  const before = chain?.check.end({ head: undefined });
  return resultOf(
    before ?? atEnd("truncated", events + 1, "its last line is missing: the export was cut off or never finished"),
  );
};

const countFaultOf = (events: number, told: number): ChainFault | undefined =>
  events === told ? undefined : atEnd("truncated", 0, `there are ${events} events, and its last line says ${told}`);

const filterFaultOf = (isUnexpected: boolean): ChainFault | undefined =>
  isUnexpected
    ? atEnd(
        "filtered",
        0,
        "the export says that it is filtered, so events may be missing; if you exported the file with filters yourself, use --filtered",
      )
    : undefined;

const atEnd = (kind: ChainFault["kind"], sequence: number, detail: string): ChainFault => ({
  kind,
  sequence,
  eventId: undefined,
  detail,
});
