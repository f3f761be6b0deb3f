import type { Kysely } from "kysely";
import { sql } from "kysely";

export const reconciliation = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table reconciliations (
        workspace_id text collate "C" primary key references workspaces,
        due_at timestamptz(3),
        checked_at timestamptz(3),
        drifts jsonb
      )`.execute(db);
    await sql`create index reconciliations_due on reconciliations (due_at) where due_at is not null`.execute(db);
    await sql`
      alter table workspace_commands drop constraint workspace_commands_kind_check,
        add constraint workspace_commands_kind_check check (kind in ('provision', 'retry', 'delete', 'reconcile'))`.execute(
      db,
    );
    await sql`
      alter table workspace_events drop constraint workspace_events_type_check,
        add constraint workspace_events_type_check check (type in (
          'state_changed', 'step_changed', 'preflight_finished', 'health_changed', 'bff_registered', 'receipt_written',
          'drift_changed'
        ))`.execute(db);
  },
};
