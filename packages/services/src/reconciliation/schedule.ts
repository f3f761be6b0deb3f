import type { Store } from "@cogrion/domain";

const batchSize = 100;

/**
 * Sends `reconcile` to the workflows of the workspaces that are due; returns how many. Safe to run
 * several times at once.
 */
export const scheduleReconciliations = async (
  { store, intervalSeconds }: { store: Store; intervalSeconds: number },
  now: Date,
): Promise<number> => {
  const nextDueAt = new Date(now.getTime() + intervalSeconds * 1000);
  let total = 0;
  for (;;) {
    const claimed = await store.transaction(async (tx) => {
      const ids = await tx.reconciliations.claimDue(batchSize, now, nextDueAt);
      for (const id of ids) await tx.commands.enqueue(id, "reconcile");
      return ids.length;
    });
    total += claimed;
    if (claimed < batchSize) return total;
  }
};
