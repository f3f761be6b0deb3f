import type { Orchestrator, Store } from "@cogrion/domain";

const longestDelaySeconds = 60;

export type DeliverDeps = {
  store: Store;
  /** Has a deadline of its own, well below the 30 s that a transaction may wait. */
  orchestrator: Orchestrator;
  /** Told of each failed delivery; the command stays and is tried again. */
  onFailed: (failure: { commandId: string; workspaceId: string; attempts: number; error: unknown }) => void;
};

/**
 * Delivers the commands that are due, oldest first, at least once each; answers how many were delivered. A command that fails waits longer each time and
 * holds up only its own workspace's later ones. Several may deliver at once.
 */
export const deliverCommands = async ({ store, orchestrator, onFailed }: DeliverDeps): Promise<number> => {
  let delivered = 0;
  for (;;) {
    // One command a transaction: what was delivered is marked at once, and a slow delivery holds one row only.
    const outcome = await store.transaction(async (tx) => {
      const [command] = await tx.commands.claim(1);
      if (command === undefined) return "none";
      const { attempts, ...known } = command;
      try {
        await orchestrator.deliver(known);
      } catch (error) {
        onFailed({ commandId: known.id, workspaceId: known.workspaceId, attempts: attempts + 1, error });
        await tx.commands.postpone(known.id, Math.min(2 ** attempts, longestDelaySeconds));
        return "failed";
      }
      await tx.commands.markDelivered(known.id);
      return "delivered";
    });
    if (outcome === "none") return delivered;
    if (outcome === "delivered") delivered++;
  }
};
