import type { Store, WorkspaceId } from "@cogrion/domain";
import { isAllowed } from "./allowed.ts";

/** Whether the database has the workspace as being deleted, or deleted and to be looked at again. */
export const confirmDeletion = async ({ store }: { store: Store }, id: WorkspaceId): Promise<boolean> => {
  const workspace = await store.workspaces.get(id);
  return workspace !== undefined && isAllowed(workspace, "confirmDeletion");
};
