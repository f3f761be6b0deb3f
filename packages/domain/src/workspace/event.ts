import type { WorkspaceId } from "./id.ts";

export const workspaceEventTypes = [
  "state_changed",
  "step_changed",
  "preflight_finished",
  "health_changed",
  "bff_registered",
  "receipt_written",
  "drift_changed",
] as const;
export type WorkspaceEventType = (typeof workspaceEventTypes)[number];

export type WorkspaceEvent = {
  /**
   * Rises by one for each event of a workspace, without gaps, in the order of the commits; it is
   * the SSE id.
   */
  sequence: number;
  workspaceId: WorkspaceId;
  type: WorkspaceEventType;
  data: Record<string, unknown>;
  at: Date;
};
