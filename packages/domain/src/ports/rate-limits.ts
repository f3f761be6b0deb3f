/**
 * How many requests of one kind a caller may make in a window; all replicas of the region share it.
 */
export type Budget = {
  /** The policy and its subject: `reads:{uid}`. */
  key: string;
  quota: number;
  windowSeconds: number;
};

/** The share of a budget that one replica may use until the window ends. */
export type BudgetLease = {
  granted: number;
  /** Requests that nobody has leased yet. */
  left: number;
  endsInSeconds: number;
};

export type RateLimits = {
  /**
   * Leases a share of each budget, in one call. The leases of a window never add up to more than
   * the quota. A share is a quarter of what is left. So a quota of a thousand takes two dozen
   * calls, and a replica that leased a share but gets no requests wastes little. The results are in
   * the order of the budgets, whose keys must differ.
   */
  lease(budgets: readonly Budget[]): Promise<BudgetLease[]>;
  /** Deletes windows that have ended; returns how many. */
  purge(): Promise<number>;
};
