import type { StepId, StepStatus, Store } from "@cogrion/domain";
import { stepIds } from "@cogrion/domain";
import type { StepResult } from "./deps.ts";

export type StepChange = {
  status: StepStatus;
  result?: StepResult;
  /** If true, a running step continues its attempt instead of beginning another one. */
  continuesAttempt?: boolean;
};

/**
 * Writes the step's row and notifies watchers. Call it under the lock of the workspace's row, which
 * orders its events. A repetition that changes nothing notifies nobody; returns whether something
 * changed.
 */
export const setStep = async (
  tx: Store,
  id: Parameters<Store["steps"]["set"]>[0],
  step: StepId,
  change: StepChange,
): Promise<boolean> => {
  const { previous, attempts } = await tx.steps.set(id, step, change);
  const isRepetition = previous === change.status && (change.status !== "running" || change.continuesAttempt === true);
  if (isRepetition) return false;
  await tx.events.append(id, "step_changed", {
    step,
    number: stepIds.indexOf(step) + 1,
    status: change.status,
    attempts,
    ...(change.result === undefined ? {} : { result: change.result }),
  });
  return true;
};
