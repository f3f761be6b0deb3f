import type { PreflightReport, Store, WorkspaceId } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireWorkspace } from "../access/require.ts";

/** The latest report. @throws CogrionError `workspace_not_found`, `preflight_not_found` */
export const getPreflight = async (
  deps: { store: Store },
  caller: Caller,
  id: WorkspaceId,
): Promise<PreflightReport> => {
  await requireWorkspace(deps, caller, id, "workspace.read");
  const report = await deps.store.preflights.latest(id);
  if (report !== undefined) return report;
  throw new CogrionError("preflight_not_found", { detail: `No preflight of "${id}" has finished yet.` });
};
