import type { Hint, Store, WorkspaceId } from "@cogrion/domain";
import { workspaceNotFound } from "../access/require.ts";
import { applyTransition } from "../workspaces/transition.ts";
import { requireAllowed } from "./allowed.ts";
import { setStep } from "./set-step.ts";

/**
 * Makes the workspace `blocked` or `failed`, depending on the hint's owner; a step that is still
 * running ends too.
 * @throws CogrionError `workspace_state_conflict` if the workspace is not being provisioned
 */
export const stopProvisioning = ({ store }: { store: Store }, id: WorkspaceId, hint: Hint): Promise<void> =>
  store.transaction(async (tx) => {
    const workspace = await tx.workspaces.getForUpdate(id);
    if (workspace === undefined) throw workspaceNotFound(id);
    requireAllowed(workspace, "stopProvisioning");
    const isClients = hint.owner === "client";
    await applyTransition(tx, workspace, { transition: isClients ? "block" : "fail", hint });
    for (const step of await tx.steps.list(id)) {
      if (step.status === "running") await setStep(tx, id, step.id, { status: isClients ? "blocked" : "failed" });
    }
  });
