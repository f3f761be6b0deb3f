import type { Step, StepId, StepStatus } from "../../provisioning/step.ts";
import type { WorkspaceId } from "../../workspace/id.ts";

export type StepRepository = {
  list(id: WorkspaceId): Promise<Step[]>;
  /**
   * Begins (attempts + 1, unless `continuesAttempt` and it is running), ends or resets a step. A
   * missing row means `pending`. Returns the status before and the attempts after.
   */
  set(
    id: WorkspaceId,
    step: StepId,
    change: { status: StepStatus; result?: Record<string, string>; continuesAttempt?: boolean },
  ): Promise<{ previous: StepStatus; attempts: number }>;
  /**
   * Counts a failed attempt; returns how many attempts failed since the limits were reset. A
   * success resets the step's own count.
   */
  countFailure(id: WorkspaceId, step: StepId): Promise<number>;
  /**
   * Adds the time since the last check to the waited time, at most `longestGapSeconds` of it,
   * because time without checks does not count. Returns the seconds waited since the limits were
   * reset.
   */
  countLook(id: WorkspaceId, step: StepId, longestGapSeconds: number): Promise<number>;
  /** Resets every step's failures and waited time to zero. */
  resetLimits(id: WorkspaceId): Promise<void>;
};
