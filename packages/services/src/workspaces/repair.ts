import type { AuditEvent, Store, Workspace } from "@cogrion/domain";
import { isUnderRepair } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { setStep } from "../provisioning/set-step.ts";
import type { ChangeInput } from "./locked.ts";
import { withLockedWorkspace } from "./locked.ts";
import { applyTransition } from "./transition.ts";

/**
 * Runs the nine steps again for a provisioned workspace: each finds what exists, and creates what
 * the client or somebody else deleted. Repeatable: during a repair a repetition changes nothing,
 * and a blocked repair continues.
 * @throws CogrionError `workspace_state_conflict` if provisioning never succeeded or deletion
 * began, and those of withLockedWorkspace
 */
export const repairWorkspace = (deps: { store: Store }, caller: Caller, input: ChangeInput): Promise<Workspace> =>
  withLockedWorkspace(deps, caller, input, "workspace.operate", async (tx, workspace) => {
    if (isUnderRepair(workspace) && workspace.hint === undefined) return workspace;
    const transition = isUnderRepair(workspace) ? "retry" : "repair";
    const repairing = await applyTransition(tx, workspace, { transition });
    await tx.commands.enqueue(workspace.id, "retry");
    const drift = await tx.reconciliations.latest(workspace.id);
    const reported = (drift?.drifts ?? []).filter((each) => !each.isRepaired);
    await audit(tx, caller, workspace, {
      action: "workspace.repair_requested",
      details: {
        before: { state: workspace.state },
        after: { state: repairing.state },
        drift: reported.map(({ kind, finding }) => `${kind} ${finding}`),
      },
    });
    return repairing;
  });

/**
 * Stops a repair. What it created stays and is in the ledger; the next reconciliation reports what
 * is still missing.
 */
export const endRepair = async (tx: Store, caller: Caller, workspace: Workspace): Promise<Workspace> => {
  const { id } = workspace;
  const ended = await applyTransition(tx, workspace, { transition: "end_repair" });
  for (const { id: step, status } of await tx.steps.list(id)) {
    if (["running", "blocked", "failed"].includes(status)) await setStep(tx, id, step, { status: "pending" });
  }
  await tx.reconciliations.schedule(id, new Date());
  await audit(tx, caller, workspace, {
    action: "workspace.repair_cancelled",
    details: { before: { state: workspace.state }, after: { state: ended.state } },
  });
  return ended;
};

const audit = (
  tx: Store,
  caller: Caller,
  { id, accountId }: Workspace,
  event: Pick<AuditEvent, "action" | "details">,
): Promise<void> =>
  tx.audit.append(auditOf(caller, { accountId, target: { kind: "workspace", id }, outcome: "succeeded", ...event }));
