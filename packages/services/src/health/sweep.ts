import type { Store } from "@cogrion/domain";
import { announceLocked } from "./announce.ts";

const batchSize = 100;

/** Announces the workspaces that have fallen silent; answers how many. Several may sweep at once. */
export const sweepHealth = async ({ store }: { store: Store }, now: Date): Promise<number> => {
  let announced = 0;
  for (;;) {
    const found = await store.transaction(async (tx) => {
      const silent = await tx.workspaces.claimForHealthSweep(batchSize, now);
      for (const workspace of silent) if (await announceLocked(tx, workspace, now)) announced++;
      return silent.length;
    });
    if (found < batchSize) return announced;
  }
};
