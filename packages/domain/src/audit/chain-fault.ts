/** The possible faults of a chain; docs/runbooks/audit-broken-chain.md has a section for each. */
export const chainFaultKinds = [
  "gap",
  "edited",
  "reordered",
  "unlinked",
  "foreign",
  "truncated",
  "head_missing",
  "head_mismatch",
  "anchor_mismatch",
  "filtered",
] as const;

/** The first fault of a chain. */
export type ChainFault = {
  kind: (typeof chainFaultKinds)[number];
  /** The sequence at which the chain first fails; 0 if the fault is not about one event. */
  sequence: number;
  /** Undefined if the event is missing. */
  eventId: string | undefined;
  /** For a person: what was found and what was expected. */
  detail: string;
};
