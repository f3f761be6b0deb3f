import type { WorkspaceId } from "@cogrion/domain";
import { transitionWorkspace } from "../workspaces/transition.ts";
import { readContext } from "./context.ts";
import type { ProvisioningDeps } from "./deps.ts";

/**
 * Ends provisioning, and schedules the first reconciliation. Repeatable. @throws CogrionError
 * `workspace_state_conflict`
 */
export const finishProvisioning = async (
  { store }: Pick<ProvisioningDeps, "store">,
  id: WorkspaceId,
  { reconciliationIntervalSeconds }: { reconciliationIntervalSeconds: number },
): Promise<void> => {
  await readContext(store, id, "finishProvisioning");
  await transitionWorkspace({ store }, id, { transition: "finish_steps" });
  await store.reconciliations.schedule(id, new Date(Date.now() + reconciliationIntervalSeconds * 1000));
};
