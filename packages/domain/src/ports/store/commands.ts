import type { WorkspaceId } from "../../workspace/id.ts";
import type { CommandKind, WorkspaceCommand } from "../orchestration.ts";

export type CommandRepository = {
  enqueue(workspaceId: WorkspaceId, kind: CommandKind): Promise<WorkspaceCommand>;
  /**
   * Undelivered commands that are due, oldest first, and of each workspace only its oldest. Locked
   * until the transaction ends; those that another transaction works on are left out.
   */
  claim(limit: number): Promise<(WorkspaceCommand & { attempts: number })[]>;
  markDelivered(id: string): Promise<void>;
  /** After a failed delivery: not due again before `delaySeconds` are over. */
  postpone(id: string, delaySeconds: number): Promise<void>;
  undelivered(): Promise<{ count: number; oldestAt: Date | undefined }>;
};
