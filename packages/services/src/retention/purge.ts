import type { RetainedTable, Retention } from "@cogrion/domain";
import { retentionDays } from "@cogrion/domain";

/** So that no statement locks many rows, and none takes long. */
const batchSize = 1000;
/** A backlog is deleted over several runs, and leaves the database to others in between. */
const maxBatchesPerRun = 100;

export type PurgeDeps = { retention: Retention; onPurged: (table: RetainedTable, rows: number) => void };

/** Deletes what is older than its table keeps; returns how many rows. Safe to run several times at once. */
export const purgeRetained = async ({ retention, onPurged }: PurgeDeps): Promise<number> => {
  let total = 0;
  for (const table of Object.keys(retentionDays) as RetainedTable[]) {
    for (let batch = 0; batch < maxBatchesPerRun; batch++) {
      const rows = await retention.purge(table, batchSize);
      onPurged(table, rows);
      total += rows;
      if (rows < batchSize) break;
    }
  }
  return total;
};
