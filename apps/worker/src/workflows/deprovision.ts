import { stepIds } from "@cogrion/domain/provisioning/step";
import { proxyActivities } from "@temporalio/workflow";
import type { ProvisioningActivities } from "../activities/contract.ts";

// No limit in total: what is ours is removed, however long the outage lasts; what is the client's is left after a denial.
const { undoStep, finishDeletion } = proxyActivities<ProvisioningActivities>({
  startToCloseTimeout: "60s",
  heartbeatTimeout: "6s",
  retry: { initialInterval: "500ms", backoffCoefficient: 2, maximumInterval: "30s" },
});

/** Undoes every step in reverse, also those that were never reached: each undo finds out by itself what there is. */
export const deprovision = async (workspaceId: string): Promise<void> => {
  for (const step of stepIds.toReversed()) await undoStep(workspaceId, step);
  await finishDeletion(workspaceId);
};
