import type { WorkspaceId } from "../../workspace/id.ts";

export type CleanupRepository = {
  /** When a deleted workspace is looked at again; undefined: never. */
  schedule(id: WorkspaceId, dueAt: Date | undefined): Promise<void>;
  /** How often it was looked at. */
  attempts(id: WorkspaceId): Promise<number>;
  /**
   * Those due, longest first; each counts an attempt and becomes due again at `nextDueAt`. What
   * others claim at the same time is left out.
   */
  claimDue(limit: number, now: Date, nextDueAt: Date): Promise<WorkspaceId[]>;
};
