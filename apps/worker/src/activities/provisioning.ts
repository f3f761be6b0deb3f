import type { Drift, Hint, StepId, WorkspaceId } from "@cogrion/domain";
import { beginProvisioning } from "@cogrion/services/provisioning/begin-provisioning";
import { confirmDeletion } from "@cogrion/services/provisioning/confirm-deletion";
import type { ProvisioningDeps } from "@cogrion/services/provisioning/deps";
import { finishDeletion } from "@cogrion/services/provisioning/finish-deletion";
import { finishProvisioning } from "@cogrion/services/provisioning/finish-provisioning";
import { runPreflight } from "@cogrion/services/provisioning/run-preflight";
import type { StepLimits } from "@cogrion/services/provisioning/run-step";
import { runStep } from "@cogrion/services/provisioning/run-step";
import { stopProvisioning } from "@cogrion/services/provisioning/stop-provisioning";
import { undoStep } from "@cogrion/services/provisioning/undo-step";
import { reconcile } from "@cogrion/services/reconciliation/reconcile";
import type { DanglingReason } from "@cogrion/services/reconciliation/withdrawal";
import type { ProvisioningActivities } from "./contract.ts";

export type ProvisioningActivityDeps = ProvisioningDeps & {
  limits: StepLimits;
  reconciliationIntervalSeconds: number;
  onDrift: (workspaceId: string, drift: Drift) => void;
  onWithdrawn: (workspaceId: string, reason: DanglingReason) => void;
};

const idOf = (text: string): WorkspaceId => text as WorkspaceId;

export const createProvisioningActivities = (deps: ProvisioningActivityDeps): ProvisioningActivities => ({
  beginProvisioning: async (workspaceId) => ({ isNeeded: await beginProvisioning(deps, idOf(workspaceId)) }),
  runPreflight: (workspaceId) => runPreflight(deps, idOf(workspaceId)),
  async runStep(workspaceId: string, step: StepId) {
    await runStep(deps, idOf(workspaceId), step, deps.limits);
  },
  finishProvisioning: (workspaceId) => finishProvisioning(deps, idOf(workspaceId), deps),
  async reconcile(workspaceId) {
    const reconciled = await reconcile(deps, idOf(workspaceId));
    for (const drift of reconciled?.report.drifts ?? []) deps.onDrift(workspaceId, drift);
    if (reconciled?.withdrawn !== undefined) deps.onWithdrawn(workspaceId, reconciled.withdrawn);
  },
  stopProvisioning: (workspaceId: string, hint: Hint) => stopProvisioning(deps, idOf(workspaceId), hint),
  confirmDeletion: (workspaceId) => confirmDeletion(deps, idOf(workspaceId)),
  undoStep: (workspaceId, step) => undoStep(deps, idOf(workspaceId), step),
  finishDeletion: (workspaceId) => finishDeletion(deps, idOf(workspaceId)),
});
