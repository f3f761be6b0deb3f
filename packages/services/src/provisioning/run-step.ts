import type { StepId, StepStatus, Store, WorkspaceId } from "@cogrion/domain";
import { BlockedError, stepIds } from "@cogrion/domain";
import { stepContextOf } from "./context.ts";
import type { ProvisioningDeps, StepResult } from "./deps.ts";
import { steps } from "./steps/index.ts";

/** Writes the step's row and tells those who watch, in one transaction; a repetition that changes nothing tells nothing. */
const setStep = (
  store: Store,
  id: WorkspaceId,
  step: StepId,
  change: { status: StepStatus; result?: StepResult },
): Promise<void> =>
  store.transaction(async (tx) => {
    // The workspace's row orders the events of a workspace.
    await tx.workspaces.getForUpdate(id);
    const before = (await tx.steps.list(id)).find((each) => each.id === step);
    await tx.steps.set(id, step, change);
    const after = (await tx.steps.list(id)).find((each) => each.id === step);
    if (before?.status === change.status && change.status !== "running") return;
    await tx.events.append(id, "step_changed", {
      step,
      number: stepIds.indexOf(step) + 1,
      status: change.status,
      attempts: after?.attempts ?? 0,
      ...(change.result === undefined ? {} : { result: change.result }),
    });
  });

/**
 * Runs one step, to be repeated by whoever calls it until it succeeds.
 * @throws BlockedError when somebody has to act; any other error is worth another attempt
 */
export const runStep = async (deps: ProvisioningDeps, id: WorkspaceId, stepId: StepId): Promise<StepResult> => {
  const context = await stepContextOf(deps.store, id);
  const isWaiting = stepId === "await_certificate" && (await isRunning(deps.store, id, stepId));
  // Each look at a pending certificate is not a new attempt.
  if (!isWaiting) await setStep(deps.store, id, stepId, { status: "running" });
  try {
    const result = await steps[stepId].run(deps, context);
    await setStep(deps.store, id, stepId, { status: "succeeded", result });
    return result;
  } catch (error) {
    if (error instanceof BlockedError) {
      await setStep(deps.store, id, stepId, { status: error.hint.owner === "client" ? "blocked" : "failed" });
    }
    throw error;
  }
};

const isRunning = async (store: Store, id: WorkspaceId, stepId: StepId): Promise<boolean> =>
  (await store.steps.list(id)).some((step) => step.id === stepId && step.status === "running");

/** Undoes one step. Repeatable; an error is an outage on our side and worth another attempt. */
export const undoStep = async (deps: ProvisioningDeps, id: WorkspaceId, stepId: StepId): Promise<void> => {
  const context = await stepContextOf(deps.store, id);
  const [before] = (await deps.store.steps.list(id)).filter((step) => step.id === stepId && step.status !== "pending");
  if (before !== undefined) await setStep(deps.store, id, stepId, { status: "undoing" });
  await steps[stepId].undo(deps, context);
  if (before !== undefined) await setStep(deps.store, id, stepId, { status: "undone" });
};
