import type { BudgetName } from "@cogrion/domain";
import { budgetNames, callPriorities } from "@cogrion/domain";
import { createCallBudgets } from "@cogrion/postgres";
import type { Pool } from "@cogrion/postgres";
import type { Turns } from "./turns.ts";
import { createTurns } from "./turns.ts";
import type { Registry } from "@cogrion/telemetry";
import { Counter, Gauge, Histogram } from "@cogrion/telemetry";

/** Turns within the budgets of Cogrion's own accounts, with metrics of their use. */
export const createBudgetedTurns = ({
  pool,
  registry,
  callsPerSecond,
}: {
  pool: Pool;
  registry: Registry;
  callsPerSecond: Record<BudgetName, number>;
}): Turns => {
  const labelNames = ["budget", "priority"] as const;
  const waits = new Histogram({
    name: "call_budget_wait_seconds",
    help: "How long calls waited for their turn within a budget; the count is the use of the budget",
    labelNames,
    buckets: [0.001, 0.01, 0.1, 0.5, 1, 2, 5, 10, 15],
    registers: [registry],
  });
  const usedUp = new Counter({
    name: "call_budget_used_up_total",
    help: "Calls for which no turn within a budget came up in time; their activity is retried",
    labelNames,
    registers: [registry],
  });
  const limits = new Gauge({
    name: "call_budget_calls_per_second",
    help: "Calls that all processes of the region together may make, by budget",
    labelNames: ["budget"],
    registers: [registry],
  });
  for (const budget of budgetNames) {
    limits.set({ budget }, callsPerSecond[budget]);
    for (const priority of callPriorities) usedUp.inc({ budget, priority }, 0);
  }
  return createTurns({
    budgets: createCallBudgets(pool),
    callsPerSecond,
    onTurn(budget, priority, waitedSeconds) {
      if (waitedSeconds === undefined) usedUp.inc({ budget, priority });
      else waits.observe({ budget, priority }, waitedSeconds);
    },
  });
};
