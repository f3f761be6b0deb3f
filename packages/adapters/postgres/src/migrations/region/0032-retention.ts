import type { Kysely } from "kysely";
import { sql } from "kysely";

/** Indexes to find expired rows, oldest first (docs/adr/0056). Idempotency keys have one. */
export const retention = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create index workspace_commands_delivered on workspace_commands (delivered_at)
      where delivered_at is not null`.execute(db);
    await sql`create index workspace_events_by_age on workspace_events (at)`.execute(db);
    await sql`create index preflight_reports_by_age on preflight_reports (checked_at)`.execute(db);
    await sql`create index bff_registrations_by_age on bff_registrations (created_at)`.execute(db);
    await sql`create index mails_closed on mails (closed_at) where closed_at is not null`.execute(db);
    await sql`create index quota_uses_by_age on quota_uses (used_at)`.execute(db);
  },
};
