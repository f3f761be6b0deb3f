import { CancellationScope, condition, defineSignal, setHandler } from "@temporalio/workflow";
import { deprovision } from "./deprovision.ts";
import type { ProvisioningOutcome } from "./provision.ts";
import { provision } from "./provision.ts";
import { reconcile } from "./reconcile.ts";

export type Command = { id: string; kind: "provision" | "retry" | "delete" | "reconcile" };
const command = defineSignal<[Command]>("command");

/**
 * Carries out the commands to one workspace, one after the other; `delete` interrupts. The run ends when there is nothing left to do, and the next command
 * starts another. The database says what state the workspace is in, so a command that comes twice or late finds nothing to do.
 */
export const workspaceLifecycle = async ({ workspaceId }: { workspaceId: string }): Promise<void> => {
  const seen = new Set<string>();
  const due = { provisioning: false, reconciliation: false, deletion: false };
  let running: CancellationScope | undefined;
  setHandler(command, ({ id, kind }) => {
    if (seen.has(id)) return;
    seen.add(id);
    if (kind === "delete") {
      due.deletion = true;
      running?.cancel();
    } else if (kind === "reconcile") {
      due.reconciliation = true;
    } else {
      due.provisioning = true;
    }
  });

  const next = async (): Promise<ProvisioningOutcome> => {
    if (due.provisioning) {
      due.provisioning = false;
      return provision(workspaceId);
    }
    due.reconciliation = false;
    await reconcile(workspaceId);
    return "finished";
  };

  let outcome: ProvisioningOutcome = "stopped";
  while (outcome !== "finished" || due.provisioning || due.reconciliation || due.deletion) {
    await condition(() => due.provisioning || due.reconciliation || due.deletion);
    if (due.deletion) return CancellationScope.nonCancellable(() => deprovision(workspaceId));
    running = new CancellationScope();
    outcome = await running.run(next).catch((error: unknown) => {
      if (due.deletion) return "stopped";
      throw error;
    });
    running = undefined;
  }
};
