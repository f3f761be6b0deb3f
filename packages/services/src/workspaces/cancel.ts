import type { Store, Workspace } from "@cogrion/domain";
import { CogrionError, isProvisioned, isUnderRepair } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { beginDelete } from "./delete.ts";
import type { ChangeInput } from "./locked.ts";
import { withLockedWorkspace } from "./locked.ts";
import { endRepair } from "./repair.ts";

/**
 * Stops provisioning and undoes what was created. It needs a smaller role than deleting, because
 * nobody uses the workspace yet. A repair stops, and nothing is undone: the workspace is in use.
 * Repeatable.
 * @throws CogrionError `workspace_state_conflict` if provisioning has finished, and those of
 * withLockedWorkspace
 */
export const cancelWorkspace = (deps: { store: Store }, caller: Caller, input: ChangeInput): Promise<Workspace> =>
  withLockedWorkspace(deps, caller, input, "workspace.operate", (tx, workspace) => {
    if (isUnderRepair(workspace)) return endRepair(tx, caller, workspace);
    if (isProvisioned(workspace.state)) {
      throw new CogrionError("workspace_state_conflict", {
        detail: `The workspace is already provisioned ("${workspace.state}"). Delete it instead.`,
        meta: { state: workspace.state },
      });
    }
    return beginDelete(tx, caller, workspace, "workspace.cancelled");
  });
