import type { Store, Workspace } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import type { ChangeInput } from "./locked.ts";
import { withLockedWorkspace } from "./locked.ts";
import { applyTransition } from "./transition.ts";

/**
 * Begins to undo everything that was created for the workspace. Repeatable: while the workspace is
 * being deleted, a repetition signals the workflow again. Afterwards it retries the deletion of
 * left resources, if any. @throws CogrionError those of withLockedWorkspace
 */
export const deleteWorkspace = (deps: { store: Store }, caller: Caller, input: ChangeInput): Promise<Workspace> =>
  withLockedWorkspace(deps, caller, input, "workspace.delete", (tx, workspace) =>
    beginDelete(tx, caller, workspace, "workspace.deletion_requested"),
  );

export const beginDelete = async (
  tx: Store,
  caller: Caller,
  workspace: Workspace,
  action: string,
): Promise<Workspace> => {
  if (workspace.state === "deleted") return cleanUpAgain(tx, caller, workspace);
  const deleting = await applyTransition(tx, workspace, { transition: "delete" });
  await tx.commands.enqueue(workspace.id, "delete");
  await tx.audit.append(
    auditOf(caller, {
      accountId: workspace.accountId,
      action,
      target: { kind: "workspace", id: workspace.id },
      outcome: "succeeded",
      details: { before: { state: workspace.state }, after: { state: deleting.state } },
    }),
  );
  return deleting;
};

/** A request retries what the client's account did not let us delete. */
const cleanUpAgain = async (tx: Store, caller: Caller, workspace: Workspace): Promise<Workspace> => {
  const receipt = await tx.receipts.get(workspace.id);
  if (receipt === undefined || receipt.left.length === 0) return workspace;
  await tx.commands.enqueue(workspace.id, "delete");
  await tx.audit.append(
    auditOf(caller, {
      accountId: workspace.accountId,
      action: "workspace.cleanup_requested",
      target: { kind: "workspace", id: workspace.id },
      outcome: "succeeded",
      details: { left: receipt.left.length },
    }),
  );
  return workspace;
};
