import type { StepId, Store, WorkspaceId } from "@cogrion/domain";
import {
  BlockedError,
  CogrionError,
  RejectedError,
  certificateTimedOut,
  dependencyFailed,
  stepTitles,
} from "@cogrion/domain";
import { workspaceNotFound } from "../access/require.ts";
import { requireAllowed, whileCurrent } from "./allowed.ts";
import { contextOf } from "./context.ts";
import type { ProvisioningDeps, StepContext, StepResult } from "./deps.ts";
import { setStep } from "./set-step.ts";
import { CertificatePendingError } from "./steps/await-certificate.ts";
import { steps } from "./steps/index.ts";

/** With the workflow's pauses between attempts, this is about half an hour of real attempts. */
export const maxFailures = 120;

/** After this many attempts, an unknown rejection is shown to the client. */
export const maxRejections = 5;

export type StepLimits = {
  /** Counts only time in which the certificate was really checked. */
  certificateTimeoutSeconds: number;
  certificatePollSeconds: number;
};

/**
 * Runs one step; the caller repeats it until it succeeds.
 * @throws BlockedError if somebody has to act, and if the step's limit is reached
 * @throws CogrionError `workspace_state_conflict` if the workspace is not being provisioned; any
 * other error can be retried
 */
export const runStep = async (
  deps: ProvisioningDeps,
  id: WorkspaceId,
  stepId: StepId,
  limits: StepLimits,
): Promise<StepResult> => {
  const { store } = deps;
  const context = await beginStep(store, id, stepId);
  try {
    const result = await steps[stepId].run(deps, context);
    await whileCurrent(store, context, (tx) => setStep(tx, id, stepId, { status: "succeeded", result }));
    return result;
  } catch (error) {
    const decided = await withinLimits(store, context, stepId, error, limits);
    if (decided instanceof BlockedError) {
      const status = decided.hint.owner === "client" ? "blocked" : "failed";
      await whileCurrent(store, context, (tx) => setStep(tx, id, stepId, { status }));
    }
    throw decided;
  }
};

const beginStep = (store: Store, id: WorkspaceId, stepId: StepId): Promise<StepContext> =>
  store.transaction(async (tx) => {
    const workspace = await tx.workspaces.getForUpdate(id);
    if (workspace === undefined) throw workspaceNotFound(id);
    requireAllowed(workspace, "runStep");
    // A check of a pending certificate is not a new attempt.
    await setStep(tx, id, stepId, { status: "running", continuesAttempt: stepId === "await_certificate" });
    return contextOf(workspace, "runStep");
  });

/**
 * The error, or its replacement once the step has been tried for long enough. Only real attempts
 * and checks count.
 */
const withinLimits = async (
  store: Store,
  { workspace: { id } }: StepContext,
  stepId: StepId,
  error: unknown,
  { certificateTimeoutSeconds, certificatePollSeconds }: StepLimits,
): Promise<unknown> => {
  if (error instanceof BlockedError) return error;
  if (error instanceof CogrionError && error.code === "workspace_state_conflict") return error;
  if (error instanceof CertificatePendingError) {
    const waited = await store.steps.countLook(id, stepId, 2 * certificatePollSeconds);
    return waited < certificateTimeoutSeconds ? error : new BlockedError(certificateTimedOut(undefined));
  }
  const failures = await store.steps.countFailure(id, stepId);
  if (error instanceof RejectedError && failures >= maxRejections)
    return new BlockedError(error.hint, { cause: error });
  if (failures < maxFailures) return error;
  const blocked = new BlockedError(dependencyFailed(`"${stepTitles[stepId]}"`));
  blocked.cause = error;
  return blocked;
};
