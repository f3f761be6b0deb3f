import type { Store } from "@cogrion/domain";
import { announceLocked } from "./announce.ts";

const batchSize = 100;

/**
 * Announces workspaces whose heartbeats have stopped; returns how many. Safe to run several times
 * at once.
 */
export const sweepHealth = async ({ store }: { store: Store }, now: Date): Promise<number> => {
  let total = 0;
  for (;;) {
    const announced = await store.transaction(async (tx) => {
      let count = 0;
      for (const workspace of await tx.workspaces.claimForHealthSweep(batchSize, now)) {
        if (await announceLocked(tx, workspace, now)) count++;
      }
      return count;
    });
    total += announced;
    if (announced < batchSize) return total;
  }
};
