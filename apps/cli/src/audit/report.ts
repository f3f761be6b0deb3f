import type { ChainFault, VerifiedChain } from "@cogrion/domain";
import type { CheckedExport } from "./check-export.ts";
import { plain } from "../render/text.ts";

/**
 * `completeness`: that no event is missing. `anchors`: that the chain contains all given anchors.
 */
type Unproven = "completeness" | "anchors";

export type Verdict = {
  chains: number;
  events: number;
  is_filtered: boolean;
  /** Null if no fault was found but not everything could be proven. */
  is_sound: boolean | null;
  unproven: Unproven[];
  faults: { account_id: string | null; kind: string; sequence: number; event_id: string | null; detail: string }[];
};

/** `exported` is the only chain, if the chain is from an export. */
export const verdictOf = (chains: readonly VerifiedChain[], exported?: CheckedExport): Verdict => {
  const isFiltered = exported?.isFiltered === true;
  const unproven: Unproven[] = isFiltered ? ["completeness"] : [];
  if (isFiltered && exported.unprovenAnchors > 0) unproven.push("anchors");
  const faults = chains.flatMap(({ accountId, fault }) =>
    fault === undefined ? [] : [{ account_id: accountId ?? null, ...toldOf(fault) }],
  );
  return {
    chains: chains.length,
    events: chains.reduce((sum, { events }) => sum + events, 0),
    is_filtered: isFiltered,
    is_sound: faults.length > 0 ? false : unproven.length > 0 ? null : true,
    unproven,
    faults,
  };
};

const toldOf = ({ kind, sequence, eventId, detail }: ChainFault) => ({
  kind,
  sequence,
  event_id: eventId ?? null,
  detail,
});

const unprovenTexts: Record<Unproven, string> = {
  completeness: "- that no event is missing: events that the filter left out look the same as deleted events",
  anchors:
    "- that the chain leads through each anchor: for some, the export has neither the event nor the following one",
};

const countOf = (count: number, one: string): string => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;

/** For a person: what was checked, and the first faulty event of each broken chain. */
export const textOfVerdict = ({ chains, events, faults, unproven }: Verdict): string => {
  const what = `${countOf(events, "event")} in ${countOf(chains, "chain")}`;
  if (faults.length === 0)
    return unproven.length === 0
      ? `${what} hold.`
      : [
          `Each of ${what} is valid by itself. The export is filtered, so these are not proven:`,
          ...unproven.map((each) => unprovenTexts[each]),
        ].join("\n");
  const lines = faults.map(
    ({ account_id: accountId, kind, sequence, event_id: eventId, detail }) =>
      `${accountId === null ? "Events of no account" : `Account ${plain(accountId)}`}: ${kind}${sequence === 0 ? "" : ` at event ${sequence}`}${
        eventId === null ? "" : ` (${plain(eventId)})`
      }: ${plain(detail)}.`,
  );
  return [
    ...lines,
    `${countOf(faults.length, "chain")} of ${chains} broken; ${countOf(events, "event")} read.`,
    "Next: docs/runbooks/audit-broken-chain.md",
  ].join("\n");
};
