import type { WorkspaceId } from "../../workspace/id.ts";
import type { CommandKind, WorkspaceCommand } from "../orchestration.ts";

export type CommandRepository = {
  enqueue(workspaceId: WorkspaceId, kind: CommandKind): Promise<WorkspaceCommand>;
  /**
   * Undelivered commands that are due, oldest first, and only the oldest of each workspace. They
   * are locked until the transaction ends; commands that another transaction has locked are left
   * out.
   */
  claim(limit: number): Promise<(WorkspaceCommand & { attempts: number })[]>;
  markDelivered(id: string): Promise<void>;
  /** After a failed delivery: not due again until `delaySeconds` have passed. */
  postpone(id: string, delaySeconds: number): Promise<void>;
  undelivered(): Promise<{ count: number; oldestAt: Date | undefined }>;
};
