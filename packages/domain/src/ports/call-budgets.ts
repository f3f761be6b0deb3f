import type { WorkspaceId } from "../workspace/id.ts";

/**
 * The calls that Cogrion's own accounts may make only so often: Route 53 and STS at AWS, Workers KV
 * at Cloudflare, the primary region.
 */
export const budgetNames = ["route53", "sts", "kv", "primary"] as const;
export type BudgetName = (typeof budgetNames)[number];

/**
 * People wait for provisioning; reconciliation gets what provisioning leaves, and at least a tenth.
 */
export const callPriorities = ["provisioning", "reconciliation"] as const;
export type CallPriority = (typeof callPriorities)[number];

export type BudgetedCall = {
  budget: BudgetName;
  /** The limit for all processes of the region together. */
  callsPerSecond: number;
  priority: CallPriority;
  /** The account with a share in the budget; undefined if no customer is concerned. */
  workspaceId: WorkspaceId | undefined;
  /** A turn that would come later is not granted. */
  maxWaitSeconds: number;
};

/** Granted: make the call after `waitSeconds`. Not granted: ask again after them. */
export type BudgetTurn = { isGiven: boolean; waitSeconds: number };

/** One queue of calls for each budget, shared by all processes of the region. */
export type CallBudgets = {
  take(call: BudgetedCall): Promise<BudgetTurn>;
  /** Deletes the shares of accounts that no longer make calls; returns how many. */
  purge(): Promise<number>;
};
