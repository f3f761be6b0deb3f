import type { Kysely } from "kysely";
import { sql } from "kysely";

/** Another region may be the actor of an audit event. */
export const auditOfRegions = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table audit_events drop constraint audit_events_actor_kind_check`.execute(db);
    // Not validated, because the existing rows satisfied a narrower constraint.
    await sql`
      alter table audit_events add constraint audit_events_actor_kind_check
        check (actor_kind in ('principal', 'workspace', 'region', 'system')) not valid
    `.execute(db);
  },
};
