import type { WorkspaceView } from "@cogrion/contract";
import { parseHost } from "@cogrion/domain";
import { exitCodes } from "../failure.ts";
import { cogrion } from "../invocation.ts";

/** The outcome for scripts, as docs/guides/cli.md documents it. */
export const exitCodeOfWorkspace = ({ state }: Pick<WorkspaceView, "state">): number => {
  if (state === "blocked") return exitCodes.blocked;
  if (state === "failed") return exitCodes.failed;
  if (state === "deleting" || state === "deleted") return exitCodes.deleted;
  return exitCodes.ok;
};

export const leftoversOf = (id: string, leftovers: number): string =>
  `${leftovers} ${leftovers === 1 ? "resource was" : "resources were"} left behind. List them with: ${cogrion} workspace receipt ${id}`;

/** What to do with a workspace in this state. */
export const nextStepOf = (
  workspace: Pick<WorkspaceView, "id" | "state" | "delegated_zone">,
  leftovers = 0,
): string | undefined => {
  const { id, state } = workspace;
  if (state === "blocked") {
    const next = `Fix what the hint names, then: ${cogrion} workspace retry ${id} --watch\nThe template of the role: ${cogrion} workspace template ${id}`;
    return isLocal(workspace) ? `${next}\nOn the local stack, launch it with: ./cogrion local-aws launch ${id}` : next;
  }
  if (state === "failed") return `Retry with: ${cogrion} workspace retry ${id} --watch`;
  if (state === "awaiting_bff")
    return `Start its BFF in your cluster. Create a token for it with: ${cogrion} workspace token mint ${id} --name bff`;
  return leftovers > 0 ? leftoversOf(id, leftovers) : undefined;
};

const isLocal = ({ delegated_zone: zone }: Pick<WorkspaceView, "delegated_zone">): boolean => {
  const host = parseHost(zone);
  return host?.kind === "delegated-zone" && host.place.environment === "local";
};
