import type { ProvisioningActivity, Store, Workspace } from "@cogrion/domain";
import { CogrionError, activityStates } from "@cogrion/domain";
import { workspaceNotFound } from "../access/require.ts";
import type { StepContext } from "./deps.ts";

export const isAllowed = ({ state }: Pick<Workspace, "state">, activity: ProvisioningActivity): boolean =>
  activityStates[activity].includes(state);

/** @throws CogrionError `workspace_state_conflict` */
export const requireAllowed = (workspace: Workspace, activity: ProvisioningActivity): void => {
  if (isAllowed(workspace, activity)) return;
  throw new CogrionError("workspace_state_conflict", {
    detail: `"${activity}" does nothing while "${workspace.id}" is "${workspace.state}".`,
    meta: { state: workspace.state, activity },
  });
};

/** Whether `context` may continue what it began. `now` is the workspace's locked row. */
export const isCurrent = ({ workspace, activity }: StepContext, now: Workspace): boolean =>
  isAllowed(now, activity) && now.generation === workspace.generation;

export const superseded = ({ workspace, activity }: StepContext): CogrionError =>
  new CogrionError("workspace_state_conflict", {
    detail: `"${workspace.id}" changed while "${activity}" ran, so "${activity}" stopped.`,
    meta: { activity },
  });

/**
 * Writes under the lock of the workspace's row, so that nobody changes the state in between.
 * @throws CogrionError `workspace_state_conflict` if the context's activity may no longer act
 */
export const whileCurrent = <T>(
  store: Store,
  context: StepContext,
  write: (tx: Store, now: Workspace) => Promise<T>,
): Promise<T> =>
  store.transaction(async (tx) => {
    const now = await tx.workspaces.getForUpdate(context.workspace.id);
    if (now === undefined) throw workspaceNotFound(context.workspace.id);
    if (!isCurrent(context, now)) throw superseded(context);
    return write(tx, now);
  });
