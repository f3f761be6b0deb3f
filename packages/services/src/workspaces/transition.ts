import type { Hint, Store, Workspace, WorkspaceId, WorkspaceTransition } from "@cogrion/domain";
import { nextStateOf } from "@cogrion/domain";
import { systemAuditOf } from "../access/caller.ts";
import { workspaceNotFound } from "../access/require.ts";

/** `block` and `fail` have a hint with the reason; no other transition has one. */
export type Transition =
  | { transition: "block" | "fail"; hint: Hint }
  | { transition: Exclude<WorkspaceTransition, "block" | "fail"> };

/**
 * Moves the workspace according to the table, and notifies watchers. A repeated transition that
 * changes neither the state nor the hint has no effect.
 * @throws CogrionError `workspace_state_conflict` if the table rejects the transition, for example
 * because somebody deleted the workspace meanwhile
 */
export const transitionWorkspace = async (
  { store }: { store: Store },
  id: WorkspaceId,
  change: Transition,
): Promise<Workspace> =>
  store.transaction(async (tx) => {
    const workspace = await tx.workspaces.getForUpdate(id);
    if (workspace === undefined) throw workspaceNotFound(id);
    return applyTransition(tx, workspace, change);
  });

const newGenerations: readonly WorkspaceTransition[] = ["start_preflight", "retry", "repair", "end_repair", "delete"];

/** The same, within the caller's transaction, for a workspace that it has locked. */
export const applyTransition = async (tx: Store, workspace: Workspace, change: Transition): Promise<Workspace> => {
  const next = nextStateOf(workspace.state, change.transition);
  // After a repair a BFF that has registered need not register again.
  const state = next === "awaiting_bff" && workspace.bff !== undefined ? "active" : next;
  const hint = "hint" in change ? change.hint : undefined;
  if (state === workspace.state && isSameHint(hint, workspace.hint)) return workspace;
  const deletedAt = state === "deleted" ? new Date() : undefined;
  // From here on, what an earlier run still does is rejected.
  const isNewGeneration = newGenerations.includes(change.transition);
  const generation = workspace.generation + (isNewGeneration && state !== workspace.state ? 1 : 0);
  const provisionedAt = workspace.provisionedAt ?? (change.transition === "finish_steps" ? new Date() : undefined);
  const saved = await tx.workspaces.save({ ...workspace, state, hint, deletedAt, generation, provisionedAt });
  await tx.events.append(workspace.id, "state_changed", hint === undefined ? { state } : { state, hint });
  if (state === "deleted") {
    await tx.tokens.revokeAll(workspace.id);
    await tx.audit.append(
      systemAuditOf({
        accountId: workspace.accountId,
        action: "workspace.deletion_finished",
        target: { kind: "workspace", id: workspace.id },
        details: { before: { state: workspace.state }, after: { state } },
      }),
    );
  }
  return saved;
};

const isSameHint = (one: Hint | undefined, other: Hint | undefined): boolean =>
  JSON.stringify(keyOf(one)) === JSON.stringify(keyOf(other));

const keyOf = (hint: Hint | undefined) =>
  hint && [hint.code, hint.owner, hint.summary, hint.action, hint.permissions, hint.policyStatement];
