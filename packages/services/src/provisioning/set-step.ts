import type { StepId, StepStatus, Store, Workspace, WorkspaceId } from "@cogrion/domain";
import { CogrionError, stepIds } from "@cogrion/domain";
import { workspaceNotFound } from "../access/require.ts";
import type { StepResult } from "./deps.ts";

export type StepChange = {
  status: StepStatus;
  result?: StepResult;
  /** True: a step that is running already goes on with its attempt instead of beginning another one. */
  continuesAttempt?: boolean;
};

/**
 * Writes the step's row and tells those who watch, in one transaction that holds the workspace's row: the state that allows the step cannot change in
 * between. A repetition that changes nothing tells nothing. Returns the workspace as it was then.
 * @throws CogrionError `workspace_state_conflict` when the workspace's state does not allow it
 */
export const setStep = (
  store: Store,
  id: WorkspaceId,
  step: StepId,
  change: StepChange,
  isAllowed: (state: Workspace["state"]) => boolean,
): Promise<Workspace> =>
  store.transaction(async (tx) => {
    const workspace = await tx.workspaces.getForUpdate(id);
    if (workspace === undefined) throw workspaceNotFound(id);
    if (!isAllowed(workspace.state)) {
      throw new CogrionError("workspace_state_conflict", {
        detail: `"${id}" is "${workspace.state}", so step "${step}" does not become "${change.status}".`,
      });
    }
    const { previous, attempts } = await tx.steps.set(id, step, change);
    const isRepetition =
      previous === change.status && (change.status !== "running" || change.continuesAttempt === true);
    if (isRepetition) return workspace;
    await tx.events.append(id, "step_changed", {
      step,
      number: stepIds.indexOf(step) + 1,
      status: change.status,
      attempts,
      ...(change.result === undefined ? {} : { result: change.result }),
    });
    return workspace;
  });
