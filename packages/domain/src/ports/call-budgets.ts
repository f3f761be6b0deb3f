import type { WorkspaceId } from "../workspace/id.ts";

/** What Cogrion's own accounts may call so often only: Route 53 and STS at AWS, Workers KV at Cloudflare, the primary region. */
export const budgetNames = ["route53", "sts", "kv", "primary"] as const;
export type BudgetName = (typeof budgetNames)[number];

/** A person waits for provisioning; reconciliation takes what provisioning leaves, and a tenth at least. */
export const callPriorities = ["provisioning", "reconciliation"] as const;
export type CallPriority = (typeof callPriorities)[number];

export type BudgetedCall = {
  budget: BudgetName;
  /** What all processes of the region together may call. */
  callsPerSecond: number;
  priority: CallPriority;
  /** Whose account has a share in the budget; undefined: of no customer. */
  workspaceId: WorkspaceId | undefined;
  /** A turn that would come later is not given. */
  maxWaitSeconds: number;
};

/** Given: make the call after `waitSeconds`. Not given: ask again after them. */
export type BudgetTurn = { isGiven: boolean; waitSeconds: number };

/** One line of calls for each budget, shared by all processes of the region. */
export type CallBudgets = {
  take(call: BudgetedCall): Promise<BudgetTurn>;
  /** Forgets the shares of accounts that call nothing any more; returns how many. */
  purge(): Promise<number>;
};
