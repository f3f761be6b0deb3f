import type { WorkspaceId } from "../workspace/id.ts";

/**
 * Notifies subscribers after a commit. A call means "check again", never "there is something":
 * calls also come after the connection was restored, and at each poll while it is lost. Each
 * function returns a function that ends the subscription.
 */
export type ChangeFeed = {
  /** An event was appended to the workspace. */
  onWorkspaceEvent(id: WorkspaceId, wake: () => void): () => void;
  /** A command was written to the outbox. */
  onCommand(wake: () => void): () => void;
};
