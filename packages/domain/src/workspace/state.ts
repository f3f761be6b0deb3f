import { CogrionError } from "../errors/error.ts";

/**
 * `blocked` waits for the client (with a hint), `failed` waits for a decision; both accept retry
 * and cancel. `active` has a separate health, which follows from heartbeats (health.ts).
 */
export const workspaceStates = [
  "requested",
  "preflight",
  "provisioning",
  "blocked",
  "failed",
  "awaiting_bff",
  "active",
  "deleting",
  "deleted",
] as const;
export type WorkspaceState = (typeof workspaceStates)[number];

export const workspaceTransitions = [
  "start_preflight",
  "pass_preflight",
  "finish_steps",
  "register_bff",
  "block",
  "fail",
  "retry",
  "repair",
  "end_repair",
  "delete",
  "finish_delete",
] as const;
export type WorkspaceTransition = (typeof workspaceTransitions)[number];

const inStates =
  (...states: readonly WorkspaceState[]) =>
  (state: WorkspaceState): boolean =>
    states.includes(state);

/** Provisioning has to start or to continue. */
export const isProvisionable = inStates("requested", "preflight", "provisioning");
/** All steps succeeded; reconciliation compares the workspace from now on. */
export const isProvisioned = inStates("awaiting_bff", "active");
/**
 * The nine steps run again, or stopped, for a workspace that was provisioned before
 * (docs/adr/0052). Its BFF keeps serving meanwhile.
 */
export const isUnderRepair = ({ state, provisionedAt }: { state: WorkspaceState; provisionedAt: Date | undefined }) =>
  provisionedAt !== undefined && inStates("preflight", "provisioning", "blocked", "failed")(state);
/** Nothing changes until somebody acts, or nothing is left to do. */
export const isResting = inStates("blocked", "failed", "awaiting_bff", "active", "deleted");
/** Progress needs a run of the workflow. */
export const statesWithRun = ["requested", "preflight", "provisioning", "deleting"] as const satisfies WorkspaceState[];

type TransitionTable = Record<WorkspaceState, Record<WorkspaceTransition, WorkspaceState | undefined>>;

const refuseAll = Object.fromEntries(workspaceTransitions.map((each) => [each, undefined])) as Record<
  WorkspaceTransition,
  undefined
>;

/**
 * Complete: each state handles each transition; undefined means that it is rejected. `end_repair`
 * is only for workspaces under repair (isUnderRepair): the table knows the state, not the history.
 */
export const transitionTable: TransitionTable = {
  requested: { ...refuseAll, start_preflight: "preflight", fail: "failed", delete: "deleting" },
  preflight: {
    ...refuseAll,
    start_preflight: "preflight",
    pass_preflight: "provisioning",
    block: "blocked",
    fail: "failed",
    end_repair: "awaiting_bff",
    delete: "deleting",
  },
  provisioning: {
    ...refuseAll,
    pass_preflight: "provisioning",
    finish_steps: "awaiting_bff",
    block: "blocked",
    fail: "failed",
    end_repair: "awaiting_bff",
    delete: "deleting",
  },
  blocked: {
    ...refuseAll,
    retry: "preflight",
    start_preflight: "preflight",
    block: "blocked",
    end_repair: "awaiting_bff",
    delete: "deleting",
  },
  failed: {
    ...refuseAll,
    retry: "preflight",
    start_preflight: "preflight",
    fail: "failed",
    end_repair: "awaiting_bff",
    delete: "deleting",
  },
  awaiting_bff: {
    ...refuseAll,
    finish_steps: "awaiting_bff",
    register_bff: "active",
    block: "blocked",
    repair: "preflight",
    delete: "deleting",
  },
  active: {
    ...refuseAll,
    finish_steps: "active",
    register_bff: "active",
    block: "blocked",
    repair: "preflight",
    delete: "deleting",
  },
  deleting: { ...refuseAll, delete: "deleting", finish_delete: "deleted" },
  deleted: { ...refuseAll, delete: "deleted", finish_delete: "deleted" },
};

export const canTransition = (from: WorkspaceState, transition: WorkspaceTransition): boolean =>
  transitionTable[from][transition] !== undefined;

/** @throws CogrionError `workspace_state_conflict` if the table rejects the transition. */
export const nextStateOf = (from: WorkspaceState, transition: WorkspaceTransition): WorkspaceState => {
  const to = transitionTable[from][transition];
  if (to !== undefined) return to;
  throw new CogrionError("workspace_state_conflict", {
    detail: `"${transition}" is not possible for a workspace that is "${from}".`,
    meta: { state: from, transition },
  });
};
