import type { WorkspaceId } from "@cogrion/domain";
import { isUnderRepair } from "@cogrion/domain";
import { transitionWorkspace } from "../workspaces/transition.ts";
import { readContext } from "./context.ts";
import type { ProvisioningDeps } from "./deps.ts";

/**
 * Ends provisioning, and schedules the next reconciliation: at once after a repair, whose result is
 * waited for. Repeatable. @throws CogrionError `workspace_state_conflict`
 */
export const finishProvisioning = async (
  { store }: Pick<ProvisioningDeps, "store">,
  id: WorkspaceId,
  { reconciliationIntervalSeconds }: { reconciliationIntervalSeconds: number },
): Promise<void> => {
  const { workspace } = await readContext(store, id, "finishProvisioning");
  await transitionWorkspace({ store }, id, { transition: "finish_steps" });
  const seconds = isUnderRepair(workspace) ? 0 : reconciliationIntervalSeconds;
  await store.reconciliations.schedule(id, new Date(Date.now() + seconds * 1000));
};
