import type { Store, Workspace, WorkspaceId } from "@cogrion/domain";
import { workspaceNotFound } from "../access/require.ts";
import type { StepContext } from "./deps.ts";

export const contextOf = (workspace: Workspace): StepContext => ({
  workspace,
  client: { workspaceId: workspace.id, role: workspace.aws, delegatedZone: workspace.delegatedZone },
});

/** @throws CogrionError `workspace_not_found` */
export const readContext = async (store: Store, id: WorkspaceId): Promise<StepContext> => {
  const workspace = await store.workspaces.get(id);
  if (workspace === undefined) throw workspaceNotFound(id);
  return contextOf(workspace);
};
