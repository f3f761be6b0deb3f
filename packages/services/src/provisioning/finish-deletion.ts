import type { LedgerEntry, OffboardingReceipt, WorkspaceId } from "@cogrion/domain";
import { BlockedError, RejectedError, nextCleanupSeconds } from "@cogrion/domain";
import { applyTransition } from "../workspaces/transition.ts";
import { whileCurrent } from "./allowed.ts";
import { readContext } from "./context.ts";
import type { ProvisioningDeps, StepContext } from "./deps.ts";

/**
 * Whether the client's account can still be entered. If not, `left` is what the ledger has, not
 * what was observed.
 */
const isReachable = async (
  deps: ProvisioningDeps,
  { client, workspace }: StepContext,
  left: LedgerEntry[],
): Promise<boolean> => {
  if (left.length === 0) return true;
  try {
    await deps.clientAccount.assumeRole(client);
    return true;
  } catch (error) {
    // An outage says nothing about the account, and the activity is repeated until staff end the wait.
    const isWaitEnded = workspace.forcedDeletionReason !== undefined;
    if (isWaitEnded || error instanceof BlockedError || error instanceof RejectedError) return false;
    throw error;
  }
};

/**
 * Writes the offboarding receipt from the ledger, ends the workspace, and schedules the next check.
 * Repeatable: a check of a deleted workspace updates the receipt. @throws CogrionError
 * `workspace_state_conflict` if the workspace is not being deleted
 */
export const finishDeletion = async (deps: ProvisioningDeps, id: WorkspaceId): Promise<void> => {
  const { store } = deps;
  const context = await readContext(store, id, "finishDeletion");
  const entries = await store.ledger.list(id);
  const left = entries.filter((entry) => entry.status !== "deleted");
  const receipt: OffboardingReceipt = {
    workspaceId: id,
    finishedAt: new Date(),
    deleted: entries.filter((entry) => entry.status === "deleted"),
    left,
    isAccountUnreachable: !(await isReachable(deps, context, left)),
  };
  await whileCurrent(store, context, async (tx, workspace) => {
    const previous = await tx.receipts.get(id);
    if (previous === undefined || keyOf(previous) !== keyOf(receipt)) {
      await tx.receipts.save(receipt);
      await tx.events.append(id, "receipt_written", { deleted: receipt.deleted.length, left: left.length });
    }
    await tx.signIns.clear(id);
    if (workspace.state !== "deleted") {
      await applyTransition(tx, workspace, { transition: "finish_delete" });
      if (workspace.isNameReusable) await tx.reservations.giveBack(id, workspace.accountId);
    }
    const seconds = nextCleanupSeconds({
      attempts: await tx.cleanups.attempts(id),
      hasLeft: left.length > 0,
      secondsSinceDeletion: (Date.now() - (workspace.deletedAt?.getTime() ?? Date.now())) / 1000,
    });
    await tx.cleanups.schedule(id, seconds === undefined ? undefined : new Date(Date.now() + seconds * 1000));
  });
};

const keyOf = ({ deleted, left, isAccountUnreachable }: OffboardingReceipt): string =>
  JSON.stringify([deleted.map(nameOf), left.map((entry) => [nameOf(entry), entry.reason]), isAccountUnreachable]);

const nameOf = ({ kind, name, externalId }: LedgerEntry): string => `${kind} ${name} ${externalId ?? ""}`;
