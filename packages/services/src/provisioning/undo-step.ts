import type { StepId, WorkspaceId } from "@cogrion/domain";
import { systemAuditOf } from "../access/caller.ts";
import { whileCurrent } from "./allowed.ts";
import { readContext } from "./context.ts";
import type { ProvisioningDeps } from "./deps.ts";
import { setStep } from "./set-step.ts";
import { steps } from "./steps/index.ts";

/**
 * Undoes one step of a workspace that is being deleted, or that was deleted and is checked again.
 * Repeatable; an error is an outage on our side and can be retried. @throws CogrionError
 * `workspace_state_conflict` in any other state
 */
export const undoStep = async (deps: ProvisioningDeps, id: WorkspaceId, stepId: StepId): Promise<void> => {
  const { store } = deps;
  const context = await readContext(store, id, "undoStep");
  const step = (await store.steps.list(id)).find((each) => each.id === stepId);
  // A check of a deleted workspace that finds nothing leaves no event.
  const isTold = step !== undefined && step.status !== "pending" && step.status !== "undone";
  if (isTold) await whileCurrent(store, context, (tx) => setStep(tx, id, stepId, { status: "undoing" }));
  await steps[stepId].undo(deps, context);
  if (!isTold) return;
  await whileCurrent(store, context, async (tx, { accountId }) => {
    if (!(await setStep(tx, id, stepId, { status: "undone" }))) return;
    const target = { kind: "workspace", id };
    await tx.audit.append(
      systemAuditOf({ accountId, action: "workspace.step_undone", target, details: { step: stepId } }),
    );
  });
};
