import type { ProvisioningActivity, Store, Workspace, WorkspaceId } from "@cogrion/domain";
import { workspaceNotFound } from "../access/require.ts";
import { requireAllowed } from "./allowed.ts";
import type { StepContext } from "./deps.ts";

export const contextOf = (workspace: Workspace, activity: ProvisioningActivity): StepContext => ({
  activity,
  workspace,
  client: { workspaceId: workspace.id, role: workspace.aws, delegatedZone: workspace.delegatedZone },
});

/**
 * @throws CogrionError `workspace_not_found`, and `workspace_state_conflict` if the activity may
 * not act in the workspace's state
 */
export const readContext = async (
  store: Store,
  id: WorkspaceId,
  activity: ProvisioningActivity,
): Promise<StepContext> => {
  const workspace = await store.workspaces.get(id);
  if (workspace === undefined) throw workspaceNotFound(id);
  requireAllowed(workspace, activity);
  return contextOf(workspace, activity);
};
