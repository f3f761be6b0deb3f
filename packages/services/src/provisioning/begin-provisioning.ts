import type { Store, WorkspaceId } from "@cogrion/domain";
import { workspaceNotFound } from "../access/require.ts";
import { applyTransition } from "../workspaces/transition.ts";
import { isAllowed } from "./allowed.ts";

/**
 * Moves the workspace to preflight; returns false if there is nothing to provision. A run that was
 * lost during provisioning continues from the preflight.
 */
export const beginProvisioning = ({ store }: { store: Store }, id: WorkspaceId): Promise<boolean> =>
  store.transaction(async (tx) => {
    const workspace = await tx.workspaces.getForUpdate(id);
    if (workspace === undefined) throw workspaceNotFound(id);
    if (!isAllowed(workspace, "beginProvisioning")) return false;
    if (workspace.state !== "provisioning") await applyTransition(tx, workspace, { transition: "start_preflight" });
    await tx.steps.resetLimits(id);
    return true;
  });
