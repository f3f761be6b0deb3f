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
  let isDue = false;
  let isDeleteDue = false;
  let running: CancellationScope | undefined;
  setHandler(command, ({ id, kind }) => {
    if (seen.has(id)) return;
    seen.add(id);
    if (kind === "delete") {
      isDeleteDue = true;
      running?.cancel();
    } else {
      isDue = true;
    }
  });

  let outcome: ProvisioningOutcome = "stopped";
  while (outcome !== "finished" || isDue || isDeleteDue) {
    await condition(() => isDue || isDeleteDue);
    if (isDeleteDue) return CancellationScope.nonCancellable(() => deprovision(workspaceId));
    isDue = false;
    running = new CancellationScope();
    outcome = await running
      .run(() => provision(workspaceId))
      .catch((error: unknown) => {
        if (isDeleteDue) return "stopped";
        throw error;
      });
    running = undefined;
  }
};
