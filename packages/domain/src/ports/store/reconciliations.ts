import type { DriftReport } from "../../provisioning/drift.ts";
import type { WorkspaceId } from "../../workspace/id.ts";

export type ReconciliationRepository = {
  /** From now on the workspace is due at this time; a later call moves it. */
  schedule(id: WorkspaceId, dueAt: Date): Promise<void>;
  /**
   * Those due, longest first, which become due again at `nextDueAt`; what others claim at the same
   * time is left out.
   */
  claimDue(limit: number, now: Date, nextDueAt: Date): Promise<WorkspaceId[]>;
  save(id: WorkspaceId, report: DriftReport): Promise<void>;
  latest(id: WorkspaceId): Promise<DriftReport | undefined>;
  /** Not due any more; the last report stays. */
  end(id: WorkspaceId): Promise<void>;
};
