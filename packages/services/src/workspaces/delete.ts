import type { Store, Workspace } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import type { ChangeInput } from "./locked.ts";
import { withLockedWorkspace } from "./locked.ts";
import { applyTransition } from "./transition.ts";

/**
 * Begins to undo all that was created for the workspace. Repeatable: while it is being deleted a
 * repetition signals the workflow again; afterwards it tries again to delete what was left, if
 * anything. @throws CogrionError those of withLockedWorkspace
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

/** What the client's account did not let us delete is tried again on request. */
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
