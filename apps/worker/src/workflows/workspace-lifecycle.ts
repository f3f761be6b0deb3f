import { CancellationScope, condition, defineSignal, setHandler } from "@temporalio/workflow";
import { deprovision } from "./deprovision.ts";
import type { ProvisioningOutcome } from "./provision.ts";
import { provision } from "./provision.ts";

export type Command = { id: string; kind: "provision" | "retry" | "delete" };
const command = defineSignal<[Command]>("command");

/**
 * Carries out the commands to one workspace, one after the other; `delete` interrupts. The run ends when there is nothing left to do, and the next command
 * starts another. The database says what state the workspace is in, so a command that comes twice or late finds nothing to do.
 */
export const workspaceLifecycle = async ({ workspaceId }: { workspaceId: string }): Promise<void> => {
  const seen = new Set<string>();
  const due = { provisioning: false, deletion: false };
  let running: CancellationScope | undefined;
  setHandler(command, ({ id, kind }) => {
    if (seen.has(id)) return;
    seen.add(id);
    if (kind === "delete") {
      due.deletion = true;
      running?.cancel();
    } else {
      due.provisioning = true;
    }
  });

  let outcome: ProvisioningOutcome = "stopped";
  while (outcome !== "finished" || due.provisioning || due.deletion) {
    await condition(() => due.provisioning || due.deletion);
    if (due.deletion) return CancellationScope.nonCancellable(() => deprovision(workspaceId));
    due.provisioning = false;
    running = new CancellationScope();
    outcome = await running
      .run(() => provision(workspaceId))
      .catch((error: unknown) => {
        if (due.deletion) return "stopped";
        throw error;
      });
    running = undefined;
  }
};
