import type { LedgerEntry, ResourceKind } from "./ledger.ts";

export const driftFindings = ["missing", "changed", "unreachable"] as const;
export type DriftFinding = (typeof driftFindings)[number];

/**
 * One resource that differs from the ledger. Cogrion's own are repaired at once; the client is
 * informed about theirs.
 */
export type Drift = {
  kind: ResourceKind | "client_role";
  owner: LedgerEntry["owner"];
  name: string;
  finding: DriftFinding;
  /** What was found, one sentence for people. */
  detail: string;
  isRepaired: boolean;
};

/** The findings of the last reconciliation. */
export type DriftReport = { checkedAt: Date; drifts: Drift[] };
