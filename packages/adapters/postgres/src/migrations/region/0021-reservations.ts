import type { Kysely } from "kysely";
import { sql } from "kysely";

export const reservations = {
  async up(db: Kysely<unknown>): Promise<void> {
    // No reference to workspaces: a reservation is recorded before its workspace exists.
    await sql`
      create table reservations (
        workspace_id text collate "C" primary key,
        account_id uuid not null references accounts,
        due_at timestamptz(3) not null,
        generation integer,
        attempts integer not null default 0
      )`.execute(db);
    await sql`create index reservations_due on reservations (due_at)`.execute(db);
    // A deleted workspace under which nothing was created is replaced by the next one of its name.
    await sql`
      do $$
      declare each record;
      begin
        for each in
          select conname, conrelid::regclass as child, attname from pg_constraint
          join pg_attribute on attrelid = conrelid and attnum = conkey[1]
          where contype = 'f' and confrelid = 'workspaces'::regclass
        loop
          execute format('alter table %s drop constraint %I', each.child, each.conname);
          execute format(
            'alter table %s add constraint %I foreign key (%I) references workspaces on delete cascade not valid',
            each.child, each.conname, each.attname);
          execute format('alter table %s validate constraint %I', each.child, each.conname);
        end loop;
      end $$`.execute(db);
    await sql`
      create function refuse_workspace_delete() returns trigger language plpgsql as $$
      begin
        if old.state <> 'deleted' or exists (select from resource_ledger where workspace_id = old.id) then
          raise exception 'a workspace under which anything was created is never deleted'
            using errcode = 'insufficient_privilege';
        end if;
        return old;
      end $$`.execute(db);
    await sql`
      create trigger workspaces_kept before delete on workspaces
      for each row execute function refuse_workspace_delete()`.execute(db);
  },
};
