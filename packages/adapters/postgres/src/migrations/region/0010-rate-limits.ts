import type { Kysely } from "kysely";
import { sql } from "kysely";

/**
 * Unlogged: after a crash the counters start again, and until then they cost no write-ahead log.
 */
export const rateLimits = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create unlogged table rate_limit_budgets (
        key text primary key,
        quota integer not null check (quota > 0),
        used integer not null check (used >= 0),
        granted integer not null check (granted >= 0),
        ends_at timestamptz not null
      ) with (fillfactor = 70)`.execute(db);
    await sql`create index rate_limit_budgets_ends_at_idx on rate_limit_budgets (ends_at)`.execute(db);
  },
};
