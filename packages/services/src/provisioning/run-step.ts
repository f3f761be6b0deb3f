import type { StepId, WorkspaceId, WorkspaceState } from "@cogrion/domain";
import { BlockedError } from "@cogrion/domain";
import { contextOf } from "./context.ts";
import type { ProvisioningDeps, StepResult } from "./deps.ts";
import { setStep } from "./set-step.ts";
import { steps } from "./steps/index.ts";

const isProvisioning = (state: WorkspaceState): boolean => state === "provisioning";

/**
 * Runs one step; the caller repeats it until it succeeds.
 * @throws BlockedError when somebody has to act
 * @throws CogrionError `workspace_state_conflict` when the workspace is not being provisioned; any other error is worth another attempt
 */
export const runStep = async (deps: ProvisioningDeps, id: WorkspaceId, stepId: StepId): Promise<StepResult> => {
  const { store } = deps;
  // Each look at a pending certificate is not a new attempt.
  const continuesAttempt = stepId === "await_certificate";
  const workspace = await setStep(store, id, stepId, { status: "running", continuesAttempt }, isProvisioning);
  try {
    const result = await steps[stepId].run(deps, contextOf(workspace));
    await setStep(store, id, stepId, { status: "succeeded", result }, isProvisioning);
    return result;
  } catch (error) {
    if (error instanceof BlockedError) {
      const status = error.hint.owner === "client" ? "blocked" : "failed";
      await setStep(store, id, stepId, { status }, isProvisioning);
    }
    throw error;
  }
};
