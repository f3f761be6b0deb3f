import { condition, continueAsNew, patched, setHandler, workflowInfo } from "@temporalio/workflow";
import type { Due } from "./commands.ts";
import { command, isAnyDue, note, nothingDue } from "./commands.ts";
import { confirmDeletion, deprovision } from "./deprovision.ts";
import { firstLifecycle } from "./first-lifecycle.ts";
import { interruptible } from "./interruptible.ts";
import { provision } from "./provision.ts";
import { reconcile } from "./reconcile.ts";

type Input = {
  workspaceId: string;
  /** Set if an earlier run continued as this one. */
  due?: Due;
};

/**
 * Runs the commands of one workspace, one after the other; `delete` interrupts once the database
 * has confirmed it. The run ends when nothing is due, even if the workspace waits for somebody, so
 * that no history grows without bound; the next command starts another run. The database has the
 * workspace's state, so a command that comes twice, late or from a stranger finds nothing to do.
 */
export const workspaceLifecycle = async ({ workspaceId, due: inherited }: Input): Promise<void> => {
  if (!patched("database-confirms-deletion")) return firstLifecycle({ workspaceId });
  const due: Due = { ...nothingDue, ...inherited };
  setHandler(command, ({ kind }) => note(due, kind));
  await condition(() => isAnyDue(due));
  while (isAnyDue(due)) {
    if (workflowInfo().continueAsNewSuggested) return continueAsNew<typeof workspaceLifecycle>({ workspaceId, due });
    if (due.deletion) {
      due.deletion = false;
      if (await confirmDeletion(workspaceId)) await deprovision(workspaceId);
      continue;
    }
    const work = due.provisioning ? provision : reconcile;
    due[due.provisioning ? "provisioning" : "reconciliation"] = false;
    await interruptible(due, workspaceId, () => work(workspaceId));
  }
};
