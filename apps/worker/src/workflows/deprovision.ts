import type { StepId } from "@cogrion/domain/provisioning/step";
import { clientSteps, stepIds } from "@cogrion/domain/provisioning/step";
import { ActivityFailure, ApplicationFailure, log, patched, proxyActivities } from "@temporalio/workflow";
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
 * What is ours first: it does not wait for an account that does not answer. Each half in reverse.
 */
const oursFirst = [...reversed.filter((step) => !isInClientAccount(step)), ...reversed.filter(isInClientAccount)];

/**
 * The delegation before everything else: it must not outlive its zone, also while another system of
 * ours does not answer (docs/adr/0054).
 */
const delegationFirst = ["delegate_zone" as const, ...oursFirst.filter((step) => step !== "delegate_zone")];

/** The order of runs that began before ours came first. */
export const firstOrder = reversed;

/**
 * Undoes every step, also those that were never reached: each undo finds out by itself what there
 * is.
 */
export const deprovision = async (workspaceId: string, givenOrder?: readonly StepId[]): Promise<void> => {
  const order = givenOrder ?? (patched("delegation-first") ? delegationFirst : oursFirst);
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
