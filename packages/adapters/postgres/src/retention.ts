import type { RetainedTable, Retention } from "@cogrion/domain";
import { retentionDays } from "@cogrion/domain";
import { cogrionErrorOf } from "./connection/errors.ts";
import type { Pool } from "./connection/pool.ts";

/** The column from which a row's age counts, and any further condition for deleting the row. */
const rules: Record<RetainedTable, { column: string; only?: string }> = {
  workspace_commands: { column: "delivered_at" },
  workspace_events: { column: "at" },
  // A workspace keeps its newest one, which is shown and compared with.
  preflight_reports: {
    column: "checked_at",
    only: `exists (select from preflight_reports newer where newer.workspace_id = doomed.workspace_id
      and (newer.checked_at, newer.id) > (doomed.checked_at, doomed.id))`,
  },
  bff_registrations: {
    column: "created_at",
    only: `exists (select from bff_registrations newer where newer.workspace_id = doomed.workspace_id
      and newer.position > doomed.position)`,
  },
  idempotency_keys: { column: "created_at" },
  mails: { column: "closed_at" },
  quota_uses: { column: "used_at" },
};

/** `$1`: the days, `$2`: the most rows. Exported for the test that checks the query plan. */
export const doomedText = (table: RetainedTable): string => {
  const { column, only = "true" } = rules[table];
  return `select doomed.ctid from ${table} doomed
    where doomed.${column} < now() - make_interval(days => $1) and ${only}
    order by doomed.${column} limit $2 for update skip locked`;
};

/** The caller closes the pool. */
export const createRetention = (pool: Pool): Retention => ({
  async purge(table, limit) {
    try {
      const { rowCount } = await pool.query(`delete from ${table} where ctid = any(array(${doomedText(table)}))`, [
        retentionDays[table],
        limit,
      ]);
      return rowCount ?? 0;
    } catch (error) {
      throw cogrionErrorOf(error);
    }
  },
});
