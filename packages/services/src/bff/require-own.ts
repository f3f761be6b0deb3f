import type { Store, Workspace, WorkspaceId } from "@cogrion/domain";
import type { BffCaller } from "../access/caller.ts";
import { workspaceNotFound } from "../access/require.ts";

/**
 * A BFF can access only its own workspace, and does not learn whether others exist. @throws
 * CogrionError `workspace_not_found`
 */
export const requireOwnWorkspace = async (
  { store }: { store: Store },
  caller: BffCaller,
  id: WorkspaceId,
): Promise<Workspace> => {
  const workspace = caller.workspaceId === id ? await store.workspaces.get(id) : undefined;
  if (workspace === undefined) throw workspaceNotFound(id);
  return workspace;
};
