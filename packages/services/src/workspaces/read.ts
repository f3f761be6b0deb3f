import type {
  DriftReport,
  LedgerEntry,
  OffboardingReceipt,
  PreflightReport,
  Step,
  Store,
  Workspace,
  WorkspaceId,
} from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireWorkspace } from "../access/require.ts";

type Deps = { store: Store };

/** Each throws CogrionError `workspace_not_found` for those who do not belong to the workspace's account. */
export const getWorkspace = (deps: Deps, caller: Caller, id: WorkspaceId): Promise<Workspace> =>
  requireWorkspace(deps, caller, id, "workspace.read");

/** The nine, in their order. */
export const listSteps = async (deps: Deps, caller: Caller, id: WorkspaceId): Promise<Step[]> => {
  await requireWorkspace(deps, caller, id, "workspace.read");
  return deps.store.steps.list(id);
};

/** In the order of making. */
export const listLedger = async (deps: Deps, caller: Caller, id: WorkspaceId): Promise<LedgerEntry[]> => {
  await requireWorkspace(deps, caller, id, "workspace.read");
  return deps.store.ledger.list(id);
};

/** @throws CogrionError `preflight_not_found` */
export const getPreflight = async (deps: Deps, caller: Caller, id: WorkspaceId): Promise<PreflightReport> => {
  await requireWorkspace(deps, caller, id, "workspace.read");
  const report = await deps.store.preflights.latest(id);
  if (report !== undefined) return report;
  throw new CogrionError("preflight_not_found", { detail: `No preflight of "${id}" has finished yet.` });
};

/** What the last reconciliation found. @throws CogrionError `drift_not_found` */
export const getDrift = async (deps: Deps, caller: Caller, id: WorkspaceId): Promise<DriftReport> => {
  await requireWorkspace(deps, caller, id, "workspace.read");
  const report = await deps.store.reconciliations.latest(id);
  if (report !== undefined) return report;
  throw new CogrionError("drift_not_found", { detail: `"${id}" has not been compared with what there really is yet.` });
};

/** @throws CogrionError `receipt_not_found` */
export const getReceipt = async (deps: Deps, caller: Caller, id: WorkspaceId): Promise<OffboardingReceipt> => {
  await requireWorkspace(deps, caller, id, "workspace.read");
  const receipt = await deps.store.receipts.get(id);
  if (receipt !== undefined) return receipt;
  throw new CogrionError("receipt_not_found", {
    detail: `"${id}" has no receipt: it is written when deleting the workspace is over.`,
  });
};
