import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { BudgetName, CallBudgets, CallPriority, WorkspaceId } from "@cogrion/domain";

/** The workspace for which calls are made. */
export type CallsOf = { priority: CallPriority; workspaceId: WorkspaceId | undefined };

export type Turns = {
  /** Calls within `work` are made with this priority, for this workspace. */
  runAs<T>(calls: CallsOf, work: () => Promise<T>): Promise<T>;
  /** Resolves when the next call within the budget may be made. @throws BudgetUsedUpError */
  wait(budget: BudgetName): Promise<void>;
};

/** Others were first for as long as one call may wait; the caller's own retry asks again. */
export class BudgetUsedUpError extends Error {
  constructor(budget: BudgetName) {
    super(`no turn within the ${budget} budget came up in time`);
    this.name = "BudgetUsedUpError";
  }
}

export type TurnsOptions = {
  budgets: CallBudgets;
  callsPerSecond: Record<BudgetName, number>;
  /** `waitedSeconds` is undefined if there was no turn. */
  onTurn: (budget: BudgetName, priority: CallPriority, waitedSeconds: number | undefined) => void;
};

/** Below the limit of one attempt of a step. */
const maxWaitSeconds = 15;
const shortestPauseSeconds = 0.02;

export const createTurns = ({ budgets, callsPerSecond, onTurn }: TurnsOptions): Turns => {
  const current = new AsyncLocalStorage<CallsOf>();
  return {
    runAs: (calls, work) => current.run(calls, work),
    async wait(budget) {
      const { priority, workspaceId } = current.getStore() ?? { priority: "reconciliation", workspaceId: undefined };
      const startedAt = performance.now();
      const waitedSeconds = (): number => (performance.now() - startedAt) / 1000;
      for (;;) {
        const turn = await budgets.take({
          budget,
          callsPerSecond: callsPerSecond[budget],
          priority,
          workspaceId,
          maxWaitSeconds: maxWaitSeconds - waitedSeconds(),
        });
        if (!turn.isGiven && waitedSeconds() + turn.waitSeconds > maxWaitSeconds) {
          onTurn(budget, priority, undefined);
          throw new BudgetUsedUpError(budget);
        }
        // Callers with the same wait must not come back together.
        const pauseSeconds = turn.isGiven
          ? turn.waitSeconds
          : Math.max(turn.waitSeconds, shortestPauseSeconds) * (1 + Math.random() / 2);
        if (pauseSeconds > 0) await sleep(pauseSeconds * 1000);
        if (!turn.isGiven) continue;
        onTurn(budget, priority, waitedSeconds());
        return;
      }
    },
  };
};
