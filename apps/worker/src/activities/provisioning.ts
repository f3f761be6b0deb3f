import type { Drift, Hint, StepId, WorkspaceId } from "@cogrion/domain";
import { isProvisionable } from "@cogrion/domain";
import type { ProvisioningDeps } from "@cogrion/services/provisioning/deps";
import { finishDeletion } from "@cogrion/services/provisioning/finish-deletion";
import { reconcile } from "@cogrion/services/reconciliation/reconcile";
import { runPreflight } from "@cogrion/services/provisioning/run-preflight";
import { runStep } from "@cogrion/services/provisioning/run-step";
import { undoStep } from "@cogrion/services/provisioning/undo-step";
import { transitionWorkspace } from "@cogrion/services/workspaces/transition";
import type { ProvisioningActivities } from "./contract.ts";

export type ProvisioningActivityDeps = ProvisioningDeps & {
  certificateTimeoutSeconds: number;
  reconciliationIntervalSeconds: number;
  onDrift: (workspaceId: string, drift: Drift) => void;
};

const idOf = (text: string): WorkspaceId => text as WorkspaceId;

export const createProvisioningActivities = (deps: ProvisioningActivityDeps): ProvisioningActivities => ({
  async beginProvisioning(workspaceId) {
    const { certificateTimeoutSeconds } = deps;
    const workspace = await deps.store.workspaces.get(idOf(workspaceId));
    const isNeeded = workspace !== undefined && isProvisionable(workspace.state);
    // A run that was lost while it provisioned goes on from the preflight.
    if (isNeeded && workspace.state !== "provisioning") {
      await transitionWorkspace(deps, idOf(workspaceId), { transition: "start_preflight" });
    }
    return { isNeeded, certificateTimeoutSeconds };
  },
  runPreflight: (workspaceId) => runPreflight(deps, idOf(workspaceId)),
  async runStep(workspaceId: string, step: StepId) {
    await runStep(deps, idOf(workspaceId), step);
  },
  async finishProvisioning(workspaceId) {
    await transitionWorkspace(deps, idOf(workspaceId), { transition: "finish_steps" });
    const dueAt = new Date(Date.now() + deps.reconciliationIntervalSeconds * 1000);
    await deps.store.reconciliations.schedule(idOf(workspaceId), dueAt);
  },
  async reconcile(workspaceId) {
    const report = await reconcile(deps, idOf(workspaceId));
    for (const drift of report?.drifts ?? []) deps.onDrift(workspaceId, drift);
  },
  async stopProvisioning(workspaceId: string, hint: Hint) {
    const transition = hint.owner === "client" ? "block" : "fail";
    await transitionWorkspace(deps, idOf(workspaceId), { transition, hint });
  },
  undoStep: (workspaceId, step) => undoStep(deps, idOf(workspaceId), step),
  finishDeletion: (workspaceId) => finishDeletion(deps, idOf(workspaceId)),
});
