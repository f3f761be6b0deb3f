import type { Store, Workspace, WorkspaceId } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Permission } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireWorkspace, workspaceNotFound } from "../access/require.ts";

export type ChangeInput = {
  id: WorkspaceId;
  /** From If-Match: the version that the caller has seen; undefined accepts any version. */
  expectedVersion: number | undefined;
};

/**
 * Lets an allowed caller change the workspace under its row's lock.
 * @throws CogrionError `workspace_not_found`, `role_insufficient`, `version_mismatch`
 */
export const withLockedWorkspace = async (
  deps: { store: Store },
  caller: Caller,
  { id, expectedVersion }: ChangeInput,
  permission: Permission,
  change: (tx: Store, workspace: Workspace) => Promise<Workspace>,
): Promise<Workspace> => {
  await requireWorkspace(deps, caller, id, permission);
  return deps.store.transaction(async (tx) => {
    const workspace = await tx.workspaces.getForUpdate(id);
    if (workspace === undefined) throw workspaceNotFound(id);
    if (expectedVersion !== undefined && expectedVersion !== workspace.version) {
      throw new CogrionError("version_mismatch", {
        detail: `The workspace has changed since you read it: its version is now ${workspace.version}. Read it again.`,
        meta: { version: workspace.version },
      });
    }
    return change(tx, workspace);
  });
};
