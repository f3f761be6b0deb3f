import type { LedgerEntry, Store, WorkspaceId } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireWorkspace } from "../access/require.ts";

/** The entries in the order of creation. @throws CogrionError `workspace_not_found` */
export const listLedger = async (deps: { store: Store }, caller: Caller, id: WorkspaceId): Promise<LedgerEntry[]> => {
  await requireWorkspace(deps, caller, id, "workspace.read");
  return deps.store.ledger.list(id);
};
