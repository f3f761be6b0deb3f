import type { RetainedTable, Retention } from "@cogrion/domain";
import { retentionDays } from "@cogrion/domain";

/** Small, so that each statement is short and locks few rows. */
const batchSize = 1000;
/** A backlog is deleted over several runs, so that other work gets the database in between. */
const maxBatchesPerRun = 100;

export type PurgeDeps = { retention: Retention; onPurged: (table: RetainedTable, rows: number) => void };

/**
 * Deletes the rows that are older than their table's retention; returns how many. Safe to run
 * several times at once.
 */
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
