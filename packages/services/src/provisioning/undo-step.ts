import type { StepId, WorkspaceId } from "@cogrion/domain";
import { readContext } from "./context.ts";
import type { ProvisioningDeps } from "./deps.ts";
import { setStep } from "./set-step.ts";
import { steps } from "./steps/index.ts";

const always = () => true;

/** Undoes one step. Repeatable; an error is an outage on our side and worth another attempt. */
export const undoStep = async (deps: ProvisioningDeps, id: WorkspaceId, stepId: StepId): Promise<void> => {
  const context = await readContext(deps.store, id);
  const step = (await deps.store.steps.list(id)).find((each) => each.id === stepId);
  const wasBegun = step !== undefined && step.status !== "pending";
  if (wasBegun) await setStep(deps.store, id, stepId, { status: "undoing" }, always);
  await steps[stepId].undo(deps, context);
  if (wasBegun) await setStep(deps.store, id, stepId, { status: "undone" }, always);
};
