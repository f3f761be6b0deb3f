import type { WorkspaceId } from "../workspace/id.ts";

/**
 * Commands for the workspace's workflow. They are written to the outbox in the transaction of the
 * state change and delivered later, at least once. Each is harmless when repeated.
 */
export const commandKinds = ["provision", "retry", "delete", "reconcile"] as const;
export type CommandKind = (typeof commandKinds)[number];
export type WorkspaceCommand = { id: string; workspaceId: WorkspaceId; kind: CommandKind };

export type Orchestrator = {
  deliver(command: WorkspaceCommand): Promise<void>;
  /** Whether the workspace's workflow has an open run. */
  isRunning(workspaceId: WorkspaceId): Promise<boolean>;
};
