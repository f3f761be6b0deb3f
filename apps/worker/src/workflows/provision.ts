import type { Hint } from "@cogrion/domain/provisioning/hint";
import { certificateTimedOut, dependencyFailed } from "@cogrion/domain/provisioning/hint";
import type { StepId } from "@cogrion/domain/provisioning/step";
import { stepIds, stepTitles } from "@cogrion/domain/provisioning/step";
import { ActivityCancellationType, ActivityFailure, ApplicationFailure, isCancellation } from "@temporalio/workflow";
import { proxyActivities } from "@temporalio/workflow";
import type { ProvisioningActivities } from "../activities/contract.ts";
import { blockedFailure, supersededFailure } from "../activities/contract.ts";

const base = {
  // A worker that died is noticed by its missing heartbeat, long before the call's own limit.
  startToCloseTimeout: "60s",
  heartbeatTimeout: "6s",
  // An undo must not begin while a step may still be writing.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: "500ms", backoffCoefficient: 2, maximumInterval: "15s" },
} as const;

const stepLimit = "30m";
const steps = proxyActivities<ProvisioningActivities>({ ...base, scheduleToCloseTimeout: stepLimit });
// Telling the state only needs our own database: it is tried until it is there.
const states = proxyActivities<ProvisioningActivities>(base);

export type ProvisioningOutcome = "finished" | "stopped";

/** Preflight and the nine steps, in order. Where somebody has to act, the workspace is left blocked or failed, and the caller waits. */
export const provision = async (workspaceId: string): Promise<ProvisioningOutcome> => {
  const { isNeeded, certificateTimeoutSeconds } = await states.beginProvisioning(workspaceId);
  if (!isNeeded) return "finished";
  let current: StepId | undefined;
  try {
    await steps.runPreflight(workspaceId);
    for (const step of stepIds) {
      current = step;
      const { runStep } = step === "await_certificate" ? waitingFor(certificateTimeoutSeconds) : steps;
      await runStep(workspaceId, step);
    }
    await states.finishProvisioning(workspaceId);
    return "finished";
  } catch (error) {
    if (isCancellation(error) || typeOf(error) === supersededFailure) return "stopped";
    await states.stopProvisioning(workspaceId, hintOf(error, current));
    return "stopped";
  }
};

// Each look is one attempt; the worker says when the next one is due.
const waitingFor = (seconds: number) =>
  proxyActivities<ProvisioningActivities>({ ...base, scheduleToCloseTimeout: `${seconds}s` });

const failureOf = (error: unknown): ApplicationFailure | undefined =>
  error instanceof ActivityFailure && error.cause instanceof ApplicationFailure ? error.cause : undefined;

const typeOf = (error: unknown): string | null | undefined => failureOf(error)?.type;

const hintOf = (error: unknown, step: StepId | undefined): Hint => {
  if (typeOf(error) === blockedFailure) return failureOf(error)?.details?.[0] as Hint;
  if (step === "await_certificate") return certificateTimedOut(undefined);
  return dependencyFailed(step === undefined ? "The preflight" : `"${stepTitles[step]}"`);
};
