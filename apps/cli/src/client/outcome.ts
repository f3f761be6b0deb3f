import type { WorkspaceView } from "@cogrion/contract";
import { parseHost } from "@cogrion/domain";
import { exitCodes } from "../failure.ts";
import { cogrion } from "../invocation.ts";

type Outcome = Pick<WorkspaceView, "state" | "left_behind">;

/** The outcome for scripts, as docs/guides/cli.md documents it. */
export const exitCodeOfWorkspace = ({ state }: Pick<WorkspaceView, "state">): number => {
  if (state === "blocked") return exitCodes.blocked;
  if (state === "failed") return exitCodes.failed;
  if (state === "deleting" || state === "deleted") return exitCodes.deleted;
  return exitCodes.ok;
};

/** The same for a command that is to delete the workspace. */
export const exitCodeOfDeletion = (workspace: Outcome): number => {
  if (workspace.state !== "deleted") return exitCodeOfWorkspace(workspace);
  return workspace.left_behind > 0 ? exitCodes.leftovers : exitCodes.ok;
};

export const leftoversOf = ({ id, left_behind: left }: Pick<WorkspaceView, "id" | "left_behind">): string =>
  `${left} ${left === 1 ? "resource was" : "resources were"} left behind. List them with: ${cogrion} workspace receipt ${id}`;

/** The state in a list's row, with the number of resources left behind. */
export const stateWithLeftovers = ({ state, left_behind: left }: Outcome): string =>
  left > 0 ? `${state}, ${left} left behind` : state;

/** What happens to the name, for the question before a workspace is cancelled or deleted. */
export const nameAfterwards = ({ id, is_name_reusable: isReusable }: Pick<WorkspaceView, "id" | "is_name_reusable">) =>
  isReusable
    ? `Nothing was created for it, so the name ${id} becomes free again, for anyone.`
    : `No workspace can be named ${id} again.`;

/** What to do with a workspace in this state. */
export const nextStepOf = (
  workspace: Pick<WorkspaceView, "id" | "state" | "delegated_zone" | "left_behind">,
): string | undefined => {
  const { id, state } = workspace;
  if (state === "blocked") {
    const next = `Fix what the hint names, then: ${cogrion} workspace retry ${id} --watch\nThe template of the role: ${cogrion} workspace template ${id}`;
    return isLocal(workspace) ? `${next}\nOn the local stack, launch it with: ./cogrion local-aws launch ${id}` : next;
  }
  if (state === "failed") return `Retry with: ${cogrion} workspace retry ${id} --watch`;
  if (state === "awaiting_bff")
    return `Start its BFF in your cluster. Create a token for it with: ${cogrion} workspace token mint ${id} --name bff`;
  return workspace.left_behind > 0 ? leftoversOf(workspace) : undefined;
};

const isLocal = ({ delegated_zone: zone }: Pick<WorkspaceView, "delegated_zone">): boolean => {
  const host = parseHost(zone);
  return host?.kind === "delegated-zone" && host.place.environment === "local";
};
