import type { ReportedHealth, Store, WorkspaceId } from "@cogrion/domain";
import { CogrionError, heartbeatIntervalSeconds, isUnderRepair } from "@cogrion/domain";
import type { BffCaller } from "../access/caller.ts";
import { announceHealth } from "../health/announce.ts";
import { requireOwnWorkspace } from "./require-own.ts";

export type HeartbeatAnswer = { configVersion: number; nextHeartbeatSeconds: number };

/**
 * @throws CogrionError `workspace_not_found`, `workspace_state_conflict` unless the workspace is
 * active or under repair
 */
export const heartbeatBff = async (
  deps: { store: Store },
  caller: BffCaller,
  { id, reported }: { id: WorkspaceId; reported: ReportedHealth },
  now: Date,
): Promise<HeartbeatAnswer> => {
  const workspace = await requireOwnWorkspace(deps, caller, id);
  const { state, bff } = workspace;
  if (state !== "active" && !(isUnderRepair(workspace) && bff !== undefined)) {
    throw new CogrionError("workspace_state_conflict", {
      detail: `The workspace is "${state}". Register the BFF before it sends heartbeats.`,
      meta: { state },
    });
  }
  const announced = await deps.store.workspaces.recordHeartbeat(id, { at: now, reported });
  // Only a change locks the workspace; the heartbeats in between do not.
  if (announced !== reported) await announceHealth(deps, id, now);
  const { version } = await deps.store.configs.latest(id);
  return { configVersion: version, nextHeartbeatSeconds: heartbeatIntervalSeconds };
};
