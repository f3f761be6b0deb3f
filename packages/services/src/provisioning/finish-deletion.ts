import type { LedgerEntry, OffboardingReceipt, WorkspaceId } from "@cogrion/domain";
import { applyTransition } from "../workspaces/transition.ts";
import { readContext } from "./context.ts";
import type { ProvisioningDeps } from "./deps.ts";

/** Whether the client's account can still be entered; what is left there is then what we know of, not what we saw. */
const isReachable = async (deps: ProvisioningDeps, id: WorkspaceId, left: LedgerEntry[]): Promise<boolean> => {
  if (left.length === 0) return true;
  const { client } = await readContext(deps.store, id);
  return deps.clientAccount.assumeRole(client).then(
    () => true,
    () => false,
  );
};

/** Writes the offboarding receipt from the ledger and ends the workspace. Repeatable. */
export const finishDeletion = async (deps: ProvisioningDeps, id: WorkspaceId): Promise<void> => {
  const entries = await deps.store.ledger.list(id);
  const left = entries.filter((entry) => entry.status !== "deleted");
  const receipt: OffboardingReceipt = {
    workspaceId: id,
    finishedAt: new Date(),
    deleted: entries.filter((entry) => entry.status === "deleted"),
    left,
    isAccountUnreachable: !(await isReachable(deps, id, left)),
  };
  await deps.store.transaction(async (tx) => {
    const workspace = await tx.workspaces.getForUpdate(id);
    if (workspace === undefined || workspace.state === "deleted") return;
    await tx.receipts.save(receipt);
    await tx.events.append(id, "receipt_written", { deleted: receipt.deleted.length, left: receipt.left.length });
    await applyTransition(tx, workspace, { transition: "finish_delete" });
  });
};
