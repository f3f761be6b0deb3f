import type { AuditEvent, Store, Workspace, WorkspaceId } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import { workspaceNotFound } from "../access/require.ts";
import type { StaffToolUser } from "../staff/system-roles.ts";
import { applyTransition } from "./transition.ts";

/**
 * Deletes a workspace without waiting for the client's account: each of the client's resources is
 * tried once, and left if the attempt fails for any reason. The delegation is withdrawn first, and
 * everything of Cogrion's is deleted as usual. It also ends the wait of a deletion that has begun.
 * Repeatable; the last reason is recorded.
 * @throws CogrionError `workspace_not_found`, `workspace_state_conflict` once it is deleted
 */
export const forceDeleteWorkspace = (
  { store }: { store: Store },
  user: StaffToolUser,
  { id, reason }: { id: WorkspaceId; reason: string },
): Promise<Workspace> =>
  store.transaction(async (tx) => {
    const workspace = await tx.workspaces.getForUpdate(id);
    if (workspace === undefined) throw workspaceNotFound(id);
    if (workspace.state === "deleted") {
      throw new CogrionError("workspace_state_conflict", {
        detail: `"${id}" is deleted already. What is left in the AWS account is in its receipt.`,
        meta: { state: workspace.state },
      });
    }
    const forced = await tx.workspaces.save({ ...workspace, forcedDeletionReason: reason });
    const deleting = await applyTransition(tx, forced, { transition: "delete" });
    await tx.commands.enqueue(id, "delete");
    const event: AuditEvent = {
      accountId: workspace.accountId,
      actor: { kind: "system", id: `staff-tool:${user.name}` },
      action: "workspace.deletion_forced",
      target: { kind: "workspace", id },
      sourceIp: undefined,
      outcome: "succeeded",
      requestId: undefined,
      details: { reason, before: { state: workspace.state }, after: { state: deleting.state } },
    };
    await tx.audit.append(event);
    return deleting;
  });
