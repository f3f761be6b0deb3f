import type { DriftReport, Store, WorkspaceId } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireWorkspace } from "../access/require.ts";

/**
 * The findings of the last reconciliation. @throws CogrionError `workspace_not_found`,
 * `drift_not_found`
 */
export const getDrift = async (deps: { store: Store }, caller: Caller, id: WorkspaceId): Promise<DriftReport> => {
  await requireWorkspace(deps, caller, id, "workspace.read");
  const report = await deps.store.reconciliations.latest(id);
  if (report !== undefined) return report;
  throw new CogrionError("drift_not_found", { detail: `"${id}" has not been compared with the real resources yet.` });
};
