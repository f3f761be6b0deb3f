import type { Store, WorkspaceId } from "@cogrion/domain";
import { isAllowed } from "./allowed.ts";

/**
 * Whether, according to the database, the workspace is being deleted, or was deleted and has to be
 * checked again.
 */
export const confirmDeletion = async ({ store }: { store: Store }, id: WorkspaceId): Promise<boolean> => {
  const workspace = await store.workspaces.get(id);
  return workspace !== undefined && isAllowed(workspace, "confirmDeletion");
};
