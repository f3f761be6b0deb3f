import type { Kysely } from "kysely";
import { sql } from "kysely";

/**
 * A reservation under which nothing was created can be released; each later one is a new
 * generation.
 */
export const releasedTenants = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table tenants
        add column generation integer not null default 1,
        drop constraint tenants_status_check`.execute(db);
    // Not validated, because the existing rows satisfied a narrower constraint.
    await sql`
      alter table tenants add constraint tenants_status_check
        check (status in ('reserved', 'active', 'deleted', 'released')) not valid`.execute(db);
  },
};
