import { CancellationScope, condition, setHandler } from "@temporalio/workflow";
import type { Due } from "./commands.ts";
import { command, isAnyDue, note, nothingDue } from "./commands.ts";
import { deprovision, firstOrder } from "./deprovision.ts";
import type { ProvisioningOutcome } from "./provision.ts";
import { provision } from "./provision.ts";
import { reconcile } from "./reconcile.ts";

/**
 * The lifecycle of runs that began before the database was asked about deletions. Such a run waits
 * for days if its workspace is blocked, so the code is kept until none of them is open. Its
 * activities ask the database too.
 */
export const firstLifecycle = async ({ workspaceId }: { workspaceId: string }): Promise<void> => {
  const seen = new Set<string>();
  const due: Due = { ...nothingDue };
  let running: CancellationScope | undefined;
  setHandler(command, ({ id, kind }) => {
    if (seen.has(id)) return;
    seen.add(id);
    note(due, kind);
    if (kind === "delete") running?.cancel();
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
  while (outcome !== "finished" || isAnyDue(due)) {
    await condition(() => isAnyDue(due));
    if (due.deletion) return CancellationScope.nonCancellable(() => deprovision(workspaceId, firstOrder));
    running = new CancellationScope();
    outcome = await running.run(next).catch((error: unknown) => {
      if (due.deletion) return "stopped";
      throw error;
    });
    running = undefined;
  }
};
