/** How many requests of one kind somebody may make in a window; all replicas of the region spend the same one. */
export type Budget = {
  /** Of the policy and whom it holds for: `reads:{uid}`. */
  key: string;
  quota: number;
  windowSeconds: number;
};

/** A part of a budget, for one replica to spend until the window ends. */
export type BudgetLease = {
  granted: number;
  /** What nobody has leased yet. */
  left: number;
  endsInSeconds: number;
};

export type RateLimits = {
  /**
   * Takes a part of each budget, in one call; what is leased in a window never sums up to more than the quota. A part is a quarter of what is left, so that a
   * quota of a thousand takes two dozen calls, and little of it lies unused with a replica that has leased and is not asked.
   * The answers are in the order of the budgets, whose keys differ.
   */
  lease(budgets: readonly Budget[]): Promise<BudgetLease[]>;
  /** Forgets windows that are over; tells how many. */
  purge(): Promise<number>;
};
