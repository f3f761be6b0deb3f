import { scheduleReconciliations } from "@cogrion/services/reconciliation/schedule";
import type { LoopContext } from "./context.ts";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

const longestPauseSeconds = 10;

/** Sends a `reconcile` command to each workspace that is due. */
export const createReconciliationLoop = (
  { store, monitor }: LoopContext,
  { intervalSeconds }: { intervalSeconds: number },
): Loop => {
  const turnSeconds = Math.min(longestPauseSeconds, intervalSeconds);
  return repeat("reconciliation", {
    intervalSeconds: turnSeconds,
    monitor,
    turn: () => scheduleReconciliations({ store, intervalSeconds, turnSeconds }, new Date()),
  });
};
