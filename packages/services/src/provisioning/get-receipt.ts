import type { OffboardingReceipt, Store, WorkspaceId } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireWorkspace } from "../access/require.ts";

/** @throws CogrionError `workspace_not_found`, `receipt_not_found` */
export const getReceipt = async (
  deps: { store: Store },
  caller: Caller,
  id: WorkspaceId,
): Promise<OffboardingReceipt> => {
  await requireWorkspace(deps, caller, id, "workspace.read");
  const receipt = await deps.store.receipts.get(id);
  if (receipt !== undefined) return receipt;
  throw new CogrionError("receipt_not_found", {
    detail: `"${id}" has no receipt yet. It is written when the deletion has finished.`,
  });
};
