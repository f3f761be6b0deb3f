import type { ProvisioningActivity } from "@cogrion/domain/provisioning/activity";
import type { Hint } from "@cogrion/domain/provisioning/hint";
import type { StepId } from "@cogrion/domain/provisioning/step";

/**
 * What the workflow may ask for. Inputs and outputs enter its history, so they hold ids and never a
 * credential. Failures carry one of the types below. In which states of the workspace each may act
 * is in the domain's table (`activityStates`).
 */
export type ProvisioningActivities = ExactlyTheTable<{
  /** Takes the workspace into preflight; `isNeeded` is false where there is nothing to provision. */
  beginProvisioning(workspaceId: string): Promise<{ isNeeded: boolean }>;
  runPreflight(workspaceId: string): Promise<void>;
  runStep(workspaceId: string, step: StepId): Promise<void>;
  finishProvisioning(workspaceId: string): Promise<void>;
  /** `blocked` or `failed`, by the hint's owner. */
  stopProvisioning(workspaceId: string, hint: Hint): Promise<void>;
  /** Compares the ledger with what really exists, repairs what is ours and reports what is the client's. */
  reconcile(workspaceId: string): Promise<void>;
  /** Whether the database has the workspace as being deleted: a `delete` command from anybody else changes nothing. */
  confirmDeletion(workspaceId: string): Promise<boolean>;
  undoStep(workspaceId: string, step: StepId): Promise<void>;
  finishDeletion(workspaceId: string): Promise<void>;
}>;

/** An activity without a row in the domain's table does not type-check. */
type ExactlyTheTable<Activities extends Record<ProvisioningActivity, unknown>> =
  keyof Activities extends ProvisioningActivity ? Activities : never;

/** Somebody has to act; the hint is the first of the failure's details. Not retried. */
export const blockedFailure = "blocked";
/** The workspace's state does not allow this any more, as when it was deleted meanwhile. Not retried. */
export const supersededFailure = "superseded";
