import type { WorkspaceId } from "@cogrion/domain";
import type { CallsOf, Turns } from "../budgets/turns.ts";
import type { ProvisioningActivities } from "./contract.ts";

type AnyActivity = (workspaceId: string, ...args: never[]) => Promise<unknown>;

/**
 * Runs each activity's calls on behalf of its workspace; only reconciliation has a lower priority.
 */
export const budgeted = (activities: ProvisioningActivities, turns: Turns): ProvisioningActivities => {
  const entries = Object.entries<AnyActivity>(activities).map(([name, run]): [string, AnyActivity] => [
    name,
    (workspaceId, ...args) => turns.runAs(callsOf(name, workspaceId), () => run(workspaceId, ...args)),
  ]);
  return Object.fromEntries(entries) as ProvisioningActivities;
};

const callsOf = (activity: string, workspaceId: string): CallsOf => ({
  priority: activity === "reconcile" ? "reconciliation" : "provisioning",
  workspaceId: workspaceId as WorkspaceId,
});
