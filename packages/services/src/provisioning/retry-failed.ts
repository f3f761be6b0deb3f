import type { Store } from "@cogrion/domain";
import { systemAuditOf } from "../access/caller.ts";
import { applyTransition } from "../workspaces/transition.ts";

/** A few at a time, so that a recovered dependency does not get all requests at once. */
const batchSize = 20;
const pauseSeconds = 300;

/**
 * Retries workspaces that failed some minutes ago for a reason of Cogrion's; returns how many. Safe
 * to run several times at once.
 */
export const retryFailed = ({ store }: { store: Store }, now: Date): Promise<number> =>
  store.transaction(async (tx) => {
    const failed = await tx.workspaces.claimFailed(batchSize, new Date(now.getTime() - pauseSeconds * 1000));
    for (const workspace of failed) {
      const { id, accountId } = workspace;
      const retried = await applyTransition(tx, workspace, { transition: "retry" });
      await tx.commands.enqueue(id, "retry");
      await tx.audit.append(
        systemAuditOf({
          accountId,
          action: "workspace.retried",
          target: { kind: "workspace", id },
          details: { before: { state: workspace.state }, after: { state: retried.state } },
        }),
      );
    }
    return failed.length;
  });
