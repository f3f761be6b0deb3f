import type { Budget, BudgetLease } from "@cogrion/domain";
import { expect, test } from "vitest";
import type { BudgetsOptions } from "./budgets.ts";
import { createBudgets } from "./budgets.ts";

const budget = (key = "reads:ada", quota = 100): Budget => ({ key, quota, windowSeconds: 60 });

/**
 * The store's rule in memory; the real one is tested in packages/adapters/postgres and with two
 * running control planes.
 */
const setStage = (options: Partial<BudgetsOptions> = {}) => {
  const stage = { clock: 0, calls: 0, isAway: false, used: new Map<string, { used: number; endsAt: number }>() };
  const lease = async (budgets: readonly Budget[]): Promise<BudgetLease[]> => {
    stage.calls += 1;
    if (stage.isAway) throw new Error("away");
    return budgets.map(({ key, quota, windowSeconds }) => {
      const known = stage.used.get(key);
      const row = known && known.endsAt > stage.clock ? known : { used: 0, endsAt: stage.clock + windowSeconds * 1000 };
      const granted = Math.ceil((quota - row.used) / 4);
      row.used += granted;
      stage.used.set(key, row);
      return { granted, left: quota - row.used, endsInSeconds: (row.endsAt - stage.clock) / 1000 };
    });
  };
  const replica = () => createBudgets({ store: { lease }, nowMilliseconds: () => stage.clock, ...options });
  return { stage, replica };
};

const spendMany = async (
  budgets: ReturnType<typeof createBudgets>,
  times: number,
  what = budget(),
): Promise<number> => {
  const spendings = await Promise.all(Array.from({ length: times }, () => budgets.spend([what])));
  return spendings.filter(({ exhausted }) => exhausted === undefined).length;
};

test("a quota is spent to its last unit and not beyond, with a small part of it in questions to the store", async () => {
  const { stage, replica } = setStage();
  expect(await spendMany(replica(), 500)).toBe(100);
  expect(stage.calls).toBeLessThanOrEqual(20);
});

test("two replicas together never spend more than the quota, whichever is faster", async () => {
  const { replica } = setStage();
  const [one, two] = [replica(), replica()];
  const spent = await Promise.all([spendMany(one, 300), spendMany(two, 300)]);
  expect((spent[0] ?? 0) + (spent[1] ?? 0)).toBe(100);
});

test("a caller with nothing left is rejected without a call until the window ends, and then has the whole budget again", async () => {
  const { stage, replica } = setStage();
  const budgets = replica();
  await spendMany(budgets, 100);
  const asked = stage.calls;
  stage.clock = 59_000;
  expect(await spendMany(budgets, 1000)).toBe(0);
  expect(stage.calls).toBe(asked);
  expect(budgets.exhausted(budget())).toMatchObject({ remaining: 0, resetSeconds: 1 });
  stage.clock = 60_000;
  expect(budgets.exhausted(budget())).toBeUndefined();
  expect(await spendMany(budgets, 300)).toBe(100);
});

test("a lease of a window that is over is not spent in the next one", async () => {
  const { stage, replica } = setStage();
  const [one, two] = [replica(), replica()];
  await one.spend([budget()]);
  stage.clock = 60_000;
  const spent = await Promise.all([spendMany(one, 200), spendMany(two, 200)]);
  expect((spent[0] ?? 0) + (spent[1] ?? 0)).toBe(100);
});

test("one that is refused for one of its budgets spends nothing of the others", async () => {
  const { replica } = setStage();
  const budgets = replica();
  const small = budget("token:t", 1);
  await budgets.spend([budget(), small]);
  const refused = await budgets.spend([budget(), small]);
  expect(refused.exhausted?.budget).toBe(small);
  expect(refused.states.map(({ remaining }) => remaining)).toEqual([99, 0]);
});

test("while the store is unavailable a replica counts by itself, and calls again only after a pause", async () => {
  const failures: unknown[] = [];
  const outcomes: string[] = [];
  const { stage, replica } = setStage({
    onStoreFailure: (error) => failures.push(error),
    onLease: (outcome) => outcomes.push(outcome),
  });
  const budgets = replica();
  stage.isAway = true;
  expect(await spendMany(budgets, 300)).toBe(100);
  expect(await spendMany(budgets, 300, budget("reads:bob"))).toBe(100);
  expect([failures.length, stage.calls]).toEqual([1, 1]);
  expect(new Set(outcomes)).toEqual(new Set(["local"]));
  stage.isAway = false;
  stage.clock = 5001;
  await budgets.spend([budget("reads:carol")]);
  expect(outcomes.at(-1)).toBe("granted");
});

test("what is known to be spent of a window stays spent when the store becomes unavailable", async () => {
  const { stage, replica } = setStage();
  const budgets = replica();
  expect(await spendMany(budgets, 60)).toBe(60);
  stage.isAway = true;
  expect(await spendMany(budgets, 300)).toBe(40);
});

test("a store that does not respond times out", async () => {
  const failures: unknown[] = [];
  const budgets = createBudgets({
    store: { lease: () => new Promise(() => {}) },
    storeTimeoutSeconds: 0.05,
    onStoreFailure: (error) => failures.push(error),
  });
  expect(await spendMany(budgets, 3)).toBe(3);
  expect(failures).toHaveLength(1);
});

test("budgets that are evicted from memory let nobody spend more", async () => {
  const { replica } = setStage({ maxBudgets: 10 });
  const budgets = replica();
  let spent = 0;
  for (let round = 0; round < 100; round++) {
    spent += await spendMany(budgets, 3);
    for (let other = 0; other < 10; other++) await budgets.spend([budget(`reads:${other}`)]);
  }
  expect(spent).toBeGreaterThan(0);
  expect(spent).toBeLessThanOrEqual(100);
});
