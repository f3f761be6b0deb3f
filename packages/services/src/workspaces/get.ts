import type { Store, Workspace, WorkspaceId } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireWorkspace } from "../access/require.ts";

/** @throws CogrionError `workspace_not_found` for those who do not belong to the workspace's account */
export const getWorkspace = (deps: { store: Store }, caller: Caller, id: WorkspaceId): Promise<Workspace> =>
  requireWorkspace(deps, caller, id, "workspace.read");
