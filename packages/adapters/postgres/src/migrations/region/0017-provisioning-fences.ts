import type { Kysely } from "kysely";
import { sql } from "kysely";

export const provisioningFences = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table workspaces add column generation integer not null default 1`.execute(db);
    await sql`
      create index workspaces_unsettled on workspaces (updated_at)
      where state in ('requested', 'preflight', 'provisioning', 'deleting', 'failed')`.execute(db);
    await sql`create index workspace_commands_newest on workspace_commands (workspace_id, created_at desc)`.execute(db);
    await sql`
      alter table provisioning_steps
        add column failures integer not null default 0,
        add column waited_seconds double precision not null default 0,
        add column last_looked_at timestamptz(3)`.execute(db);
    await sql`
      create table cleanups (
        workspace_id text collate "C" primary key references workspaces,
        due_at timestamptz(3),
        attempts integer not null default 0
      )`.execute(db);
    await sql`create index cleanups_due on cleanups (due_at) where due_at is not null`.execute(db);
  },
};
