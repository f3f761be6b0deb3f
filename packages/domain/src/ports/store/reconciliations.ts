import type { DriftReport } from "../../provisioning/drift.ts";
import type { WorkspaceId } from "../../workspace/id.ts";

/** A delegation to look at: where it leads, as the step that wrote it recorded. */
export type DelegationToLookAt = { workspaceId: WorkspaceId; delegatedZone: string; nameServers: string[] };

export type ReconciliationRepository = {
  /** Makes the workspace due at this time; a later call changes it. */
  schedule(id: WorkspaceId, dueAt: Date): Promise<void>;
  /**
   * The due ones, longest overdue first; they become due again after `intervalSeconds`, a quarter
   * more or less. Rows that others claim at the same time are left out.
   */
  claimDue(limit: number, now: Date, intervalSeconds: number): Promise<WorkspaceId[]>;
  /** How many workspaces are compared. */
  count(): Promise<number>;
  save(id: WorkspaceId, report: DriftReport): Promise<void>;
  latest(id: WorkspaceId): Promise<DriftReport | undefined>;
  /** Since when the delegation seems to lead nowhere. */
  delegationSuspectedAt(id: WorkspaceId): Promise<Date | undefined>;
  /** Undefined: it leads somewhere again. */
  suspectDelegation(id: WorkspaceId, since: Date | undefined): Promise<void>;
  /**
   * Delegations whose look is due, longest first, which are due again after `intervalSeconds`, a
   * quarter more or less; what others claim at the same time is left out.
   */
  claimDelegations(limit: number, now: Date, intervalSeconds: number): Promise<DelegationToLookAt[]>;
  /**
   * Makes the comparison due at once, unless it is due already or the workspace is not compared.
   */
  hasten(id: WorkspaceId, now: Date): Promise<void>;
  /** Not due any more; the last report stays. */
  end(id: WorkspaceId): Promise<void>;
};
