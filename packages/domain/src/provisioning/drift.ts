import type { LedgerEntry, ResourceKind } from "./ledger.ts";

export const driftFindings = ["missing", "changed", "unreachable"] as const;
export type DriftFinding = (typeof driftFindings)[number];

/** One thing that is not as the ledger has it. What is Cogrion's is repaired at once; what is the client's is told to them. */
export type Drift = {
  kind: ResourceKind | "client_role";
  owner: LedgerEntry["owner"];
  name: string;
  finding: DriftFinding;
  /** What was found, one sentence for people. */
  detail: string;
  isRepaired: boolean;
};

/** What the last reconciliation found. */
export type DriftReport = { checkedAt: Date; drifts: Drift[] };
