import type { StepId } from "@cogrion/domain/provisioning/step";
import { clientSteps, stepIds } from "@cogrion/domain/provisioning/step";
import { ActivityFailure, ApplicationFailure, log, proxyActivities } from "@temporalio/workflow";
import type { ProvisioningActivities } from "../activities/contract.ts";
import { supersededFailure } from "../activities/contract.ts";

// No total limit: Cogrion's own resources are deleted however long an outage lasts; the client's
// are left after a denial.
const { confirmDeletion, undoStep, finishDeletion } = proxyActivities<ProvisioningActivities>({
  startToCloseTimeout: "60s",
  heartbeatTimeout: "6s",
  retry: { initialInterval: "500ms", backoffCoefficient: 2, maximumInterval: "30s" },
});
export { confirmDeletion };

const reversed = stepIds.toReversed();
const isInClientAccount = (step: StepId): boolean => clientSteps.includes(step);

/**
 * Cogrion's own resources first: they do not wait for an account that does not respond, and a
 * delegation must not outlive its zone (docs/adr/0030). Each half in reverse order.
 */
const oursFirst = [...reversed.filter((step) => !isInClientAccount(step)), ...reversed.filter(isInClientAccount)];

/** The order in runs that began before Cogrion's own resources came first. */
export const firstOrder = reversed;

/**
 * Undoes every step, including those that were never reached: each undo finds out itself what
 * exists.
 */
export const deprovision = async (workspaceId: string, order: readonly StepId[] = oursFirst): Promise<void> => {
  try {
    for (const step of order) await undoStep(workspaceId, step);
    await finishDeletion(workspaceId);
  } catch (error) {
    if (!isSuperseded(error)) throw error;
    log.warn("an undo was requested for a workspace that is not being deleted", { workspaceId });
  }
};

const isSuperseded = (error: unknown): boolean =>
  error instanceof ActivityFailure &&
  error.cause instanceof ApplicationFailure &&
  error.cause.type === supersededFailure;
