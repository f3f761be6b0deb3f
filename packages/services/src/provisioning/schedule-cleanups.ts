import type { Store } from "@cogrion/domain";

const batchSize = 100;
/** A check that was lost is due again after this time. */
const leaseSeconds = 3600;

/**
 * Sends a `delete` command to each deleted workspace whose next check is due; returns how many.
 * Safe to run several times at once.
 */
export const scheduleCleanups = async ({ store }: { store: Store }, now: Date): Promise<number> => {
  const nextDueAt = new Date(now.getTime() + leaseSeconds * 1000);
  let total = 0;
  for (;;) {
    const claimed = await store.transaction(async (tx) => {
      const ids = await tx.cleanups.claimDue(batchSize, now, nextDueAt);
      for (const id of ids) await tx.commands.enqueue(id, "delete");
      return ids.length;
    });
    total += claimed;
    if (claimed < batchSize) return total;
  }
};
