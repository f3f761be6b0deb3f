import type { Store, Workspace, WorkspaceId } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireWorkspace } from "../access/require.ts";

/**
 * @throws CogrionError `workspace_not_found` for callers who are not members of the workspace's
 * account
 */
export const getWorkspace = (deps: { store: Store }, caller: Caller, id: WorkspaceId): Promise<Workspace> =>
  requireWorkspace(deps, caller, id, "workspace.read");
