import type { Hint } from "@cogrion/domain/provisioning/hint";
import type { StepId } from "@cogrion/domain/provisioning/step";

/**
 * What the workflow may ask for. Inputs and outputs enter its history, so they hold ids and never a credential. Failures carry one of the types below.
 */
export type ProvisioningActivities = {
  /** Takes the workspace into preflight; `isNeeded` is false where there is nothing to provision any more. */
  beginProvisioning(workspaceId: string): Promise<{ isNeeded: boolean; certificateTimeoutSeconds: number }>;
  runPreflight(workspaceId: string): Promise<void>;
  runStep(workspaceId: string, step: StepId): Promise<void>;
  finishProvisioning(workspaceId: string): Promise<void>;
  /** `blocked` or `failed`, by the hint's owner. */
  stopProvisioning(workspaceId: string, hint: Hint): Promise<void>;
  /** Compares the ledger with what there really is, repairs what is ours and reports what is the client's. */
  reconcile(workspaceId: string): Promise<void>;
  undoStep(workspaceId: string, step: StepId): Promise<void>;
  finishDeletion(workspaceId: string): Promise<void>;
};

/** Somebody has to act; the hint is the first of the failure's details. Not repeated. */
export const blockedFailure = "blocked";
/** The workspace's state does not take this any more, as when it was deleted meanwhile. Not repeated. */
export const supersededFailure = "superseded";
