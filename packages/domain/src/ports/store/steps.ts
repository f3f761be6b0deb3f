import type { Step, StepId, StepStatus } from "../../provisioning/step.ts";
import type { WorkspaceId } from "../../workspace/id.ts";

export type StepRepository = {
  list(id: WorkspaceId): Promise<Step[]>;
  /**
   * Begins (attempts + 1, unless `continuesAttempt` and it is running), ends or resets a step;
   * absent rows are `pending`. Returns the status before and the attempts after.
   */
  set(
    id: WorkspaceId,
    step: StepId,
    change: { status: StepStatus; result?: Record<string, string>; continuesAttempt?: boolean },
  ): Promise<{ previous: StepStatus; attempts: number }>;
  /**
   * Counts an attempt that failed; returns how many did since the limits were reset. A success
   * resets the step's own count.
   */
  countFailure(id: WorkspaceId, step: StepId): Promise<number>;
  /**
   * Counts the time since the last look as waited, at most `longestGapSeconds` of it: time in which
   * nobody looked does not count. Returns the seconds waited since the limits were reset.
   */
  countLook(id: WorkspaceId, step: StepId, longestGapSeconds: number): Promise<number>;
  /** Every step's failures and waited time begin at zero again. */
  resetLimits(id: WorkspaceId): Promise<void>;
};
