import type { Store, WorkspaceId, WorkspaceToken } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireWorkspace } from "../access/require.ts";

/**
 * Newest first, including revoked ones. @throws CogrionError `workspace_not_found`,
 * `role_insufficient`
 */
export const listTokens = async (
  deps: { store: Store },
  caller: Caller,
  workspaceId: WorkspaceId,
): Promise<WorkspaceToken[]> => {
  await requireWorkspace(deps, caller, workspaceId, "token.manage");
  return deps.store.tokens.list(workspaceId);
};
