import type { Kysely } from "kysely";
import { sql } from "kysely";

/**
 * When each delegation's name servers are queried next, and since when the delegation seems to
 * dangle.
 */
export const delegationLooks = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table reconciliations
        add column delegation_due_at timestamptz(3),
        add column delegation_suspected_at timestamptz(3)`.execute(db);
    // Spread, so that a region of any size does not start with all of them.
    await sql`
      update reconciliations set delegation_due_at = now() + random() * interval '5 minutes'
      where due_at is not null`.execute(db);
    await sql`
      create index reconciliations_delegation_due on reconciliations (delegation_due_at)
      where delegation_due_at is not null`.execute(db);
  },
};
