import type { WorkspaceId } from "../workspace/id.ts";

/**
 * Wakes those who wait for a commit. A call means "look again", never "something is there": it also
 * comes after a lost connection was recreated and at each turn of the polling that goes on while
 * there is none. Each function answers how to end the subscription.
 */
export type ChangeFeed = {
  /** An event was appended to the workspace. */
  onWorkspaceEvent(id: WorkspaceId, wake: () => void): () => void;
  /** A command was written to the outbox. */
  onCommand(wake: () => void): () => void;
};
