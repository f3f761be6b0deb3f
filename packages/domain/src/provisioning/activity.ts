import type { WorkspaceState } from "../workspace/state.ts";

/** What the workflow can ask the worker to do. */
export const provisioningActivities = [
  "beginProvisioning",
  "runPreflight",
  "runStep",
  "finishProvisioning",
  "stopProvisioning",
  "reconcile",
  "confirmDeletion",
  "undoStep",
  "finishDeletion",
] as const;
export type ProvisioningActivity = (typeof provisioningActivities)[number];

/**
 * The states of the workspace in which an activity may act. The database decides: in any other
 * state an activity changes nothing, no matter who asked (docs/adr/0028). A row has later states
 * because an activity is repeated when its result was lost, and `deleted` because resources that
 * are found later are still cleaned up.
 */
export const activityStates: Record<ProvisioningActivity, readonly WorkspaceState[]> = {
  beginProvisioning: ["requested", "preflight", "provisioning"],
  runPreflight: ["preflight", "provisioning"],
  runStep: ["provisioning"],
  finishProvisioning: ["provisioning", "awaiting_bff", "active"],
  stopProvisioning: ["preflight", "provisioning", "blocked", "failed"],
  reconcile: ["awaiting_bff", "active"],
  confirmDeletion: ["deleting", "deleted"],
  undoStep: ["deleting", "deleted"],
  finishDeletion: ["deleting", "deleted"],
};
