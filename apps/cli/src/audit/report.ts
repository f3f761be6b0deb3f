import type { ChainFault } from "@cogrion/domain";
import type { VerifiedChain } from "@cogrion/services";
import { plain } from "../render/text.ts";

export type Verdict = {
  chains: number;
  events: number;
  is_filtered: boolean;
  is_sound: boolean;
  faults: { account_id: string | null; kind: string; sequence: number; event_id: string | null; detail: string }[];
};

export const verdictOf = (chains: readonly VerifiedChain[], isFiltered = false): Verdict => {
  const faults = chains.flatMap(({ accountId, fault }) =>
    fault === undefined ? [] : [{ account_id: accountId ?? null, ...toldOf(fault) }],
  );
  return {
    chains: chains.length,
    events: chains.reduce((sum, { events }) => sum + events, 0),
    is_filtered: isFiltered,
    is_sound: faults.length === 0,
    faults,
  };
};

const toldOf = ({ kind, sequence, eventId, detail }: ChainFault) => ({
  kind,
  sequence,
  event_id: eventId ?? null,
  detail,
});

const countOf = (count: number, one: string): string => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;

/** For a person: what was checked, and the first broken event of each chain that does not hold. */
export const textOfVerdict = ({ chains, events, faults, is_filtered: isFiltered }: Verdict): string => {
  const what = `${countOf(events, "event")} in ${countOf(chains, "chain")}`;
  if (faults.length === 0)
    return isFiltered
      ? `Each of ${what} holds by itself. The export is filtered: what was left out cannot be told from what is missing.`
      : `${what} hold.`;
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
