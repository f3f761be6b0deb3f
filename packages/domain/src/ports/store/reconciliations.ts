import type { DriftReport } from "../../provisioning/drift.ts";
import type { WorkspaceId } from "../../workspace/id.ts";

export type ReconciliationRepository = {
  /** Makes the workspace due at this time; a later call changes it. */
  schedule(id: WorkspaceId, dueAt: Date): Promise<void>;
  /**
   * The due ones, longest overdue first; they become due again at `nextDueAt`. Rows that others
   * claim at the same time are left out.
   */
  claimDue(limit: number, now: Date, nextDueAt: Date): Promise<WorkspaceId[]>;
  save(id: WorkspaceId, report: DriftReport): Promise<void>;
  latest(id: WorkspaceId): Promise<DriftReport | undefined>;
  /** No longer due; the last report is kept. */
  end(id: WorkspaceId): Promise<void>;
};
