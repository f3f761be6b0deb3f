import type { Step, Store, WorkspaceId } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireWorkspace } from "../access/require.ts";

/** The nine, in their order. @throws CogrionError `workspace_not_found` */
export const listSteps = async (deps: { store: Store }, caller: Caller, id: WorkspaceId): Promise<Step[]> => {
  await requireWorkspace(deps, caller, id, "workspace.read");
  return deps.store.steps.list(id);
};
