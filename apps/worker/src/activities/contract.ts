import type { ProvisioningActivity } from "@cogrion/domain/provisioning/activity";
import type { Hint } from "@cogrion/domain/provisioning/hint";
import type { StepId } from "@cogrion/domain/provisioning/step";

/**
 * What the workflow can call. Inputs and outputs are stored in its history, so they contain ids and
 * never a credential. Failures have one of the types below. The domain's table (`activityStates`)
 * says in which states of the workspace each may act.
 */
export type ProvisioningActivities = ExactlyTheTable<{
  /** Moves the workspace to preflight; `isNeeded` is false if there is nothing to provision. */
  beginProvisioning(workspaceId: string): Promise<{ isNeeded: boolean }>;
  runPreflight(workspaceId: string): Promise<void>;
  runStep(workspaceId: string, step: StepId): Promise<void>;
  finishProvisioning(workspaceId: string): Promise<void>;
  /** Sets `blocked` or `failed`, depending on the hint's owner. */
  stopProvisioning(workspaceId: string, hint: Hint): Promise<void>;
  /**
   * Compares the ledger with the real resources, repairs Cogrion's own and reports the client's.
   */
  reconcile(workspaceId: string): Promise<void>;
  /**
   * Whether, according to the database, the workspace is being deleted: a `delete` command from
   * anybody else changes nothing.
   */
  confirmDeletion(workspaceId: string): Promise<boolean>;
  undoStep(workspaceId: string, step: StepId): Promise<void>;
  finishDeletion(workspaceId: string): Promise<void>;
}>;

/** An activity without a row in the domain's table does not type-check. */
type ExactlyTheTable<Activities extends Record<ProvisioningActivity, unknown>> =
  keyof Activities extends ProvisioningActivity ? Activities : never;

/** Somebody has to act; the hint is the first of the failure's details. Not retried. */
export const blockedFailure = "blocked";
/**
 * The workspace's state no longer allows this, for example because it was deleted meanwhile. Not
 * retried.
 */
export const supersededFailure = "superseded";
