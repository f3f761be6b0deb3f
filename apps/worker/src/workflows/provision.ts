import type { Hint } from "@cogrion/domain/provisioning/hint";
import { dependencyFailed } from "@cogrion/domain/provisioning/hint";
import type { StepId } from "@cogrion/domain/provisioning/step";
import { stepIds, stepTitles } from "@cogrion/domain/provisioning/step";
import { ActivityCancellationType, ActivityFailure, ApplicationFailure, isCancellation } from "@temporalio/workflow";
import { proxyActivities } from "@temporalio/workflow";
import type { ProvisioningActivities } from "../activities/contract.ts";
import { blockedFailure, supersededFailure } from "../activities/contract.ts";

const base = {
  // Missing heartbeats reveal a dead worker, long before the call's own limit.
  startToCloseTimeout: "60s",
  heartbeatTimeout: "6s",
  // An undo must not begin while a step may still be writing.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: "500ms", backoffCoefficient: 2, maximumInterval: "15s" },
} as const;

// No total limit: time without a running worker does not count against the client. The activities
// count the real attempts and checks, and decide.
const activities = proxyActivities<ProvisioningActivities>(base);

export type ProvisioningOutcome = "finished" | "stopped";

/**
 * Preflight and the nine steps, in order. If somebody has to act, the workspace is left blocked or
 * failed, and the caller waits.
 */
export const provision = async (workspaceId: string): Promise<ProvisioningOutcome> => {
  const { isNeeded } = await activities.beginProvisioning(workspaceId);
  if (!isNeeded) return "finished";
  let current: StepId | undefined;
  try {
    await activities.runPreflight(workspaceId);
    for (const step of stepIds) {
      current = step;
      await activities.runStep(workspaceId, step);
    }
    await activities.finishProvisioning(workspaceId);
    return "finished";
  } catch (error) {
    if (isCancellation(error) || typeOf(error) === supersededFailure) return "stopped";
    await stop(workspaceId, hintOf(error, current));
    return "stopped";
  }
};

/**
 * A workspace whose state was changed meanwhile is not stopped: the change decides how it
 * continues.
 */
const stop = async (workspaceId: string, hint: Hint): Promise<void> => {
  try {
    await activities.stopProvisioning(workspaceId, hint);
  } catch (error) {
    if (typeOf(error) !== supersededFailure) throw error;
  }
};

const failureOf = (error: unknown): ApplicationFailure | undefined =>
  error instanceof ActivityFailure && error.cause instanceof ApplicationFailure ? error.cause : undefined;

const typeOf = (error: unknown): string | null | undefined => failureOf(error)?.type;

const hintOf = (error: unknown, step: StepId | undefined): Hint => {
  if (typeOf(error) === blockedFailure) return failureOf(error)?.details?.[0] as Hint;
  return dependencyFailed(step === undefined ? "The preflight" : `"${stepTitles[step]}"`);
};
