import type { BudgetedCall, BudgetTurn } from "@cogrion/domain";
import type { TestRegion } from "@cogrion/testing/region/region";
import { givenRequested, startTestRegion } from "@cogrion/testing/region/region";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createCallBudgets } from "./call-budgets.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
beforeEach(() => region.pool.query("truncate call_budgets, call_budget_shares"));
afterAll(() => region.stop());

// Slow, so that no turn becomes free while the test takes others.
const callsPerSecond = 0.01;
const call = (change: Partial<BudgetedCall> = {}): BudgetedCall => ({
  budget: "route53",
  callsPerSecond,
  priority: "provisioning",
  workspaceId: undefined,
  maxWaitSeconds: 100_000,
  ...change,
});
const take = (change?: Partial<BudgetedCall>): Promise<BudgetTurn> => createCallBudgets(region.pool).take(call(change));
const roundedOf = ({ isGiven, waitSeconds }: BudgetTurn) => [isGiven, Math.round(waitSeconds / 100)];

it("calls of all processes form one line, at the budget's pace, and another budget has a line of its own", async () => {
  const turns = await Promise.all(Array.from({ length: 5 }, () => take()));
  expect(turns.map(({ waitSeconds }) => Math.round(waitSeconds / 100)).toSorted((one, other) => one - other)).toEqual([
    0, 1, 2, 3, 4,
  ]);
  expect(roundedOf(await take({ budget: "sts" }))).toEqual([true, 0]);
});

it("a line that nobody used takes one second's calls at once, and no more", async () => {
  const burst = await Promise.all(Array.from({ length: 12 }, () => take({ callsPerSecond: 10 })));
  expect(burst.filter(({ waitSeconds }) => waitSeconds === 0).length).toBeGreaterThanOrEqual(10);
  const late = await take({ callsPerSecond: 10, maxWaitSeconds: 1000 });
  expect(late.waitSeconds).toBeGreaterThan(0);
});

it("reconciliation waits while provisioning has a line, and gets every tenth turn all the same", async () => {
  for (let number = 0; number < 3; number++) await take();
  const first = await take({ priority: "reconciliation" });
  expect(roundedOf(first)).toEqual([true, 3]);
  const second = await take({ priority: "reconciliation" });
  expect(roundedOf(second)).toEqual([false, 10]);
  expect(roundedOf(await take())).toEqual([true, 4]);
});

it("one customer takes every second turn at most, so others are not behind all of its calls", async () => {
  const [greedy, other] = [await givenRequested(region), await givenRequested(region)];
  expect(roundedOf(await take({ workspaceId: greedy.id }))).toEqual([true, 0]);
  expect(roundedOf(await take({ workspaceId: greedy.id }))).toEqual([false, 2]);
  expect(roundedOf(await take({ workspaceId: other.id }))).toEqual([true, 1]);
});

it("a turn that would come too late is not given, and takes no place in the line", async () => {
  await take();
  expect(roundedOf(await take({ maxWaitSeconds: 1 }))).toEqual([false, 1]);
  expect(roundedOf(await take())).toEqual([true, 1]);
});

it("shares of accounts that call nothing any more are forgotten", async () => {
  const { id } = await givenRequested(region);
  await take({ workspaceId: id, callsPerSecond: 1000 });
  await region.pool.query("update call_budget_shares set next_at = next_at - interval '1 hour'");
  expect(await createCallBudgets(region.pool).purge()).toBe(1);
});
