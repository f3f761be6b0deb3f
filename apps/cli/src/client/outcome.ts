import type { WorkspaceView } from "@cogrion/contract";
import { parseHost } from "@cogrion/domain";
import { exitCodes } from "../failure.ts";
import { cogrion } from "../invocation.ts";

/** What came of it, for scripts: documented in docs/guides/cli.md. */
export const exitCodeOfWorkspace = ({ state }: Pick<WorkspaceView, "state">): number => {
  if (state === "blocked") return exitCodes.blocked;
  if (state === "failed") return exitCodes.failed;
  if (state === "deleting" || state === "deleted") return exitCodes.deleted;
  return exitCodes.ok;
};

/** What to do with a workspace in this state. */
export const nextStepOf = (workspace: Pick<WorkspaceView, "id" | "state" | "delegated_zone">): string | undefined => {
  const { id, state } = workspace;
  if (state === "blocked") {
    const next = `Mend what the hint names, then: ${cogrion} workspace retry ${id} --watch\nThe role that it needs: ${cogrion} workspace template ${id}`;
    return isLocal(workspace) ? `${next}\nOn the local stack this launches it: ./cogrion local-aws launch ${id}` : next;
  }
  if (state === "failed") return `Try again with: ${cogrion} workspace retry ${id} --watch`;
  if (state === "awaiting_bff")
    return `Start its BFF in your cluster with a token of its own: ${cogrion} workspace token mint ${id} --name bff`;
  return undefined;
};

const isLocal = ({ delegated_zone: zone }: Pick<WorkspaceView, "delegated_zone">): boolean => {
  const host = parseHost(zone);
  return host?.kind === "delegated-zone" && host.place.environment === "local";
};
