import type { WorkspaceId } from "../workspace/id.ts";

/**
 * Commands to the workspace's workflow. They are written to the outbox in the transaction of the state change, and delivered afterwards, at least once:
 * each is harmless when repeated.
 */
export const commandKinds = ["provision", "retry", "delete", "reconcile"] as const;
export type CommandKind = (typeof commandKinds)[number];
export type WorkspaceCommand = { id: string; workspaceId: WorkspaceId; kind: CommandKind };

export type Orchestrator = {
  deliver(command: WorkspaceCommand): Promise<void>;
  /** Whether a run of the workspace's workflow is open. */
  isRunning(workspaceId: WorkspaceId): Promise<boolean>;
};
