import type { Budget, RateLimits } from "@cogrion/domain";
import { LRUCache } from "lru-cache";

/** What a budget has left, as far as this replica knows; another one may have used some since. */
export type BudgetState = { budget: Budget; remaining: number; resetSeconds: number };

export type Spending = {
  states: BudgetState[];
  /** The exhausted budget; undefined if one of each was spent. */ exhausted: BudgetState | undefined;
};

export type Budgets = {
  /**
   * Spends one of each budget, or none if one of them is exhausted. Calls the store only when the
   * leased share is used up.
   */
  spend(budgets: readonly Budget[]): Promise<Spending>;
  /** Whether this replica knows that nothing is left; never calls the store. */
  exhausted(budget: Budget): BudgetState | undefined;
};

export type LeaseOutcome = "granted" | "exhausted" | "local";

export type BudgetsOptions = {
  store: Pick<RateLimits, "lease">;
  /** Budgets in memory; the least used are dropped first, with their leases. */
  maxBudgets?: number;
  storeTimeoutSeconds?: number;
  /** How long the store is not called after it failed. */
  storePauseSeconds?: number;
  nowMilliseconds?: () => number;
  onLease?: (outcome: LeaseOutcome) => void;
  onStoreFailure?: (error: unknown) => void;
};

type Entry = { units: number; left: number; endsAt: number; flight: Promise<void> | undefined };

/**
 * The shared budgets, as one replica spends them: it leases a share, counts it down in memory, and
 * leases the next one. While the store is unavailable, each replica grants itself what it does not
 * know to be spent. So an outage lets at most replicas × quota pass and blocks nobody.
 */
export const createBudgets = (options: BudgetsOptions): Budgets => {
  const {
    store,
    storeTimeoutSeconds = 2,
    storePauseSeconds = 5,
    onLease = () => {},
    onStoreFailure = () => {},
  } = options;
  const now = options.nowMilliseconds ?? (() => performance.now());
  const entries = new LRUCache<string, Entry>({ max: options.maxBudgets ?? 50_000 });
  let storeUnavailableUntil = -Infinity;

  const entryOf = ({ key }: Budget): Entry => {
    const known = entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = { units: 0, left: 0, endsAt: -Infinity, flight: undefined };
    entries.set(key, entry);
    return entry;
  };

  const stateOf = (budget: Budget, { units, left, endsAt }: Entry): BudgetState => ({
    budget,
    remaining: units + left,
    resetSeconds: Math.max(1, Math.ceil((endsAt - now()) / 1000)),
  });

  const needsLease = ({ units, left, endsAt }: Entry): boolean => endsAt <= now() || (units === 0 && left > 0);

  const grantLocally = (budget: Budget): void => {
    const entry = entryOf(budget);
    const isRunning = entry.endsAt > now();
    entry.units = isRunning ? entry.units + entry.left : budget.quota;
    entry.left = 0;
    if (!isRunning) entry.endsAt = now() + budget.windowSeconds * 1000;
    onLease("local");
  };

  const lease = async (budgets: readonly Budget[]): Promise<void> => {
    const askedAt = now();
    if (askedAt < storeUnavailableUntil) return budgets.forEach(grantLocally);
    try {
      const leases = await within(store.lease(budgets), storeTimeoutSeconds);
      for (const [index, { granted, left, endsInSeconds }] of leases.entries()) {
        const budget = budgets[index];
        if (budget === undefined) continue;
        // Counted from the request, not from its response, so it is never later than the store's
        // own end of the window.
        Object.assign(entryOf(budget), { units: granted, left, endsAt: askedAt + endsInSeconds * 1000 });
        onLease(granted > 0 ? "granted" : "exhausted");
      }
    } catch (error) {
      storeUnavailableUntil = now() + storePauseSeconds * 1000;
      onStoreFailure(error);
      budgets.forEach(grantLocally);
    }
  };

  /** One call for all budgets that have no call in progress. */
  const leaseOnce = async (budgets: readonly Budget[]): Promise<void> => {
    const unasked = budgets.filter((budget) => entryOf(budget).flight === undefined);
    if (unasked.length > 0) {
      const flight = lease(unasked).finally(() => {
        for (const budget of unasked) entryOf(budget).flight = undefined;
      });
      for (const budget of unasked) entryOf(budget).flight = flight;
    }
    await Promise.all(budgets.flatMap((budget) => entryOf(budget).flight ?? []));
  };

  return {
    async spend(budgets) {
      for (;;) {
        const unleased = budgets.filter((budget) => needsLease(entryOf(budget)));
        if (unleased.length > 0) {
          await leaseOnce(unleased);
          continue;
        }
        const spent = budgets.map((budget) => ({ budget, entry: entryOf(budget) }));
        const empty = spent.find(({ entry }) => entry.units === 0);
        if (empty === undefined) for (const { entry } of spent) entry.units -= 1;
        return {
          states: spent.map(({ budget, entry }) => stateOf(budget, entry)),
          exhausted: empty && stateOf(empty.budget, empty.entry),
        };
      }
    },
    exhausted(budget) {
      const entry = entries.get(budget.key);
      if (entry === undefined || entry.units + entry.left > 0 || entry.endsAt <= now()) return undefined;
      return stateOf(budget, entry);
    },
  };
};

const within = async <T>(work: Promise<T>, seconds: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the store of the rate limits did not respond within ${seconds} s`)),
      seconds * 1000,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
