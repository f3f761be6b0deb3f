import { ActivityCancellationType, isCancellation, log, proxyActivities } from "@temporalio/workflow";
import type { ProvisioningActivities } from "../activities/contract.ts";

const { reconcile: compare } = proxyActivities<ProvisioningActivities>({
  startToCloseTimeout: "60s",
  heartbeatTimeout: "6s",
  scheduleToCloseTimeout: "10m",
  // A deletion must not begin while a repair may still be writing.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: "1s", backoffCoefficient: 2, maximumInterval: "60s" },
});

/** One reconciliation. A resource that could not be observed in time is observed the next time. */
export const reconcile = async (workspaceId: string): Promise<void> => {
  try {
    await compare(workspaceId);
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn("a workspace could not be reconciled", { workspaceId });
  }
};
