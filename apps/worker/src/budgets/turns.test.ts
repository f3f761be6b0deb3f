import type { BudgetedCall, BudgetTurn, WorkspaceId } from "@cogrion/domain";
import { expect, it } from "vitest";
import { BudgetUsedUpError, createTurns } from "./turns.ts";

const given = (turns: BudgetTurn[]) => {
  const asked: BudgetedCall[] = [];
  const told: string[] = [];
  const budgets = {
    async take(call: BudgetedCall) {
      asked.push(call);
      return turns.shift() ?? { isGiven: true, waitSeconds: 0 };
    },
    purge: async () => 0,
  };
  return {
    asked,
    told,
    turns: createTurns({
      budgets,
      callsPerSecond: { route53: 4, sts: 50, kv: 2, primary: 5 },
      onTurn: (budget, priority, waited) =>
        told.push(`${budget} ${priority} ${waited === undefined ? "used up" : "given"}`),
    }),
  };
};
const workspaceId = "w-a" as WorkspaceId;

it("a call is made on behalf of the workspace whose work it is part of; work of no workspace comes last", async () => {
  const { turns, asked, told } = given([]);
  await turns.runAs({ priority: "provisioning", workspaceId }, () => turns.wait("route53"));
  await turns.wait("sts");
  expect(asked).toMatchObject([
    { budget: "route53", callsPerSecond: 4, priority: "provisioning", workspaceId },
    { budget: "sts", callsPerSecond: 50, priority: "reconciliation", workspaceId: undefined },
  ]);
  expect(told).toEqual(["route53 provisioning given", "sts reconciliation given"]);
});

it("a turn that is not given is asked for again, and one that comes too late ends the call", async () => {
  const { turns, asked, told } = given([
    { isGiven: false, waitSeconds: 0.001 },
    { isGiven: false, waitSeconds: 3600 },
  ]);
  await expect(turns.wait("kv")).rejects.toBeInstanceOf(BudgetUsedUpError);
  expect(asked.length).toBe(2);
  expect(told).toEqual(["kv reconciliation used up"]);
});
