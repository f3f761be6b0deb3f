import type { BudgetLease, RateLimits } from "@cogrion/domain";
import { cogrionErrorOf } from "./connection/errors.ts";
import type { Pool } from "./connection/pool.ts";

// All replicas use one clock, the database's. A window starts with the first lease after the
// previous one has ended. Rows are locked in the order of their keys, so that two statements cannot
// deadlock.
const leaseText = `
  insert into rate_limit_budgets as budget (key, quota, used, granted, ends_at)
  select key, quota, ceil(quota / 4.0), ceil(quota / 4.0), now() + make_interval(secs => window_seconds)
  from unnest($1::text[], $2::integer[], $3::double precision[]) as asked(key, quota, window_seconds)
  order by key
  on conflict (key) do update set
    quota = excluded.quota,
    granted = case when budget.ends_at <= now() then excluded.granted
                   else greatest(0, ceil((excluded.quota - budget.used) / 4.0)) end,
    used = case when budget.ends_at <= now() then excluded.used
                else budget.used + greatest(0, ceil((excluded.quota - budget.used) / 4.0)) end,
    ends_at = case when budget.ends_at <= now() then excluded.ends_at else budget.ends_at end
  returning key, granted, greatest(0, quota - used) as left, extract(epoch from ends_at - now())::double precision as ends_in_seconds`;

type LeaseRow = { key: string; granted: number; left: number; ends_in_seconds: number };

/** The region's budgets, in its database. The caller owns the pool. */
export const createRateLimits = (pool: Pool): RateLimits => ({
  async lease(budgets) {
    try {
      const { rows } = await pool.query<LeaseRow>({
        name: "lease-rate-limit-budgets",
        text: leaseText,
        values: [
          budgets.map(({ key }) => key),
          budgets.map(({ quota }) => quota),
          budgets.map(({ windowSeconds }) => windowSeconds),
        ],
      });
      return budgets.map(({ key }) => leaseOf(rows.find((row) => row.key === key)));
    } catch (error) {
      throw cogrionErrorOf(error);
    }
  },

  async purge() {
    // Locked rows are being used again.
    const { rowCount } = await pool.query(
      `delete from rate_limit_budgets where key in
        (select key from rate_limit_budgets where ends_at < now() - interval '1 minute' for update skip locked)`,
    );
    return rowCount ?? 0;
  },
});

const leaseOf = (row: LeaseRow | undefined): BudgetLease => {
  if (row === undefined) throw new Error("a budget was asked for twice in one call");
  return { granted: row.granted, left: row.left, endsInSeconds: row.ends_in_seconds };
};
