import type { Store, WorkspaceId } from "@cogrion/domain";
import { workspaceNotFound } from "../access/require.ts";
import type { StepContext } from "./deps.ts";

/** @throws CogrionError `workspace_not_found` */
export const stepContextOf = async (store: Store, id: WorkspaceId): Promise<StepContext> => {
  const workspace = await store.workspaces.get(id);
  if (workspace === undefined) throw workspaceNotFound(id);
  return {
    workspace,
    client: { workspaceId: id, role: workspace.aws, delegatedZone: workspace.delegatedZone },
  };
};
