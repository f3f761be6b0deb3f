import { stepIds } from "@cogrion/domain/provisioning/step";
import { ActivityFailure, ApplicationFailure, log, proxyActivities } from "@temporalio/workflow";
import type { ProvisioningActivities } from "../activities/contract.ts";
import { supersededFailure } from "../activities/contract.ts";

// No limit in total: what is ours is deleted, however long the outage lasts; what is the client's is left after a denial.
const { confirmDeletion, undoStep, finishDeletion } = proxyActivities<ProvisioningActivities>({
  startToCloseTimeout: "60s",
  heartbeatTimeout: "6s",
  retry: { initialInterval: "500ms", backoffCoefficient: 2, maximumInterval: "30s" },
});
export { confirmDeletion };

/** Undoes every step in reverse, also those that were never reached: each undo finds out by itself what there is. */
export const deprovision = async (workspaceId: string): Promise<void> => {
  try {
    for (const step of stepIds.toReversed()) await undoStep(workspaceId, step);
    await finishDeletion(workspaceId);
  } catch (error) {
    if (!isSuperseded(error)) throw error;
    log.warn("a workspace that is not being deleted was to be undone", { workspaceId });
  }
};

const isSuperseded = (error: unknown): boolean =>
  error instanceof ActivityFailure &&
  error.cause instanceof ApplicationFailure &&
  error.cause.type === supersededFailure;
