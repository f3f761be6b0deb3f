import type { WorkspaceId } from "../../workspace/id.ts";

export type CleanupRepository = {
  /** When a deleted workspace is checked again; undefined: never. */
  schedule(id: WorkspaceId, dueAt: Date | undefined): Promise<void>;
  /** How often it was checked. */
  attempts(id: WorkspaceId): Promise<number>;
  /**
   * The due ones, longest overdue first. Each counts an attempt and becomes due again at
   * `nextDueAt`. Rows that others claim at the same time are left out.
   */
  claimDue(limit: number, now: Date, nextDueAt: Date): Promise<WorkspaceId[]>;
};
