/** What may be wrong with a chain; docs/runbooks/audit-broken-chain.md has a section for each. */
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

/** The first place where a chain does not hold. */
export type ChainFault = {
  kind: (typeof chainFaultKinds)[number];
  /** Where: the sequence at which the chain first fails; 0 where it is not about an event. */
  sequence: number;
  /** Undefined where it is an event that is not there. */
  eventId: string | undefined;
  /** For a person: what was found, and what should be there. */
  detail: string;
};
