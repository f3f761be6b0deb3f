import type { Kysely } from "kysely";
import { sql } from "kysely";

// Times have milliseconds, like JavaScript's Date: a cursor made from a more precise time would
// skip rows.
export const accountsAndWorkspaces = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table accounts (
        id uuid primary key,
        name text not null constraint accounts_name_check check (char_length(name) between 1 and 100),
        created_at timestamptz(3) not null default now()
      )`.execute(db);
    await sql`
      create table account_members (
        account_id uuid not null references accounts,
        principal_uid uuid not null,
        roles text[] not null constraint account_members_roles_check check (
          cardinality(roles) > 0 and roles <@ array['owner', 'admin', 'operator', 'viewer']
        ),
        created_at timestamptz(3) not null default now(),
        primary key (account_id, principal_uid)
      )`.execute(db);
    await sql`create index account_members_by_principal on account_members (principal_uid)`.execute(db);
    await sql`
      create table workspaces (
        id text collate "C" primary key
          constraint workspaces_id_check check (id ~ '^w-[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])$'),
        account_id uuid not null references accounts,
        region text not null,
        state text not null constraint workspaces_state_check check (state in (
          'requested', 'preflight', 'provisioning', 'blocked', 'failed', 'awaiting_bff', 'active', 'deleting', 'deleted'
        )),
        delegated_zone text not null,
        aws_account_id text not null constraint workspaces_aws_account_id_check check (aws_account_id ~ '^[0-9]{12}$'),
        aws_role_name text not null,
        aws_region text not null,
        external_id text not null constraint workspaces_external_id_key unique,
        hint jsonb,
        bff_url text,
        bff_public_ip text,
        bff_registered_at timestamptz(3),
        event_sequence integer not null default 0,
        version integer not null default 1,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        deleted_at timestamptz(3),
        constraint workspaces_hint_check check ((state in ('blocked', 'failed')) = (hint is not null)),
        constraint workspaces_bff_check check ((bff_url is null) = (bff_registered_at is null)),
        constraint workspaces_active_check check (state <> 'active' or bff_url is not null),
        constraint workspaces_deleted_at_check check ((state = 'deleted') = (deleted_at is not null))
      ) with (fillfactor = 80)`.execute(db);
    // One index for each list, in the order of its pages, so that a page costs the same in a region
    // of any size.
    const newest = sql`created_at desc, id desc`;
    await sql`create index workspaces_newest on workspaces (${newest}) where state <> 'deleted'`.execute(db);
    await sql`create index workspaces_by_state on workspaces (state, ${newest})`.execute(db);
    await sql`create index workspaces_by_account on workspaces (account_id, ${newest}) where state <> 'deleted'`.execute(
      db,
    );
    await sql`create index workspaces_by_account_state on workspaces (account_id, state, ${newest})`.execute(db);
    // Separate from workspaces, so that a heartbeat neither waits for nor bloats the row that
    // everything else locks.
    await sql`
      create table workspace_heartbeats (
        workspace_id text collate "C" primary key references workspaces,
        at timestamptz(3) not null,
        reported text not null constraint workspace_heartbeats_reported_check check (reported in ('healthy', 'degraded')),
        announced text constraint workspace_heartbeats_announced_check check (announced in ('healthy', 'degraded', 'offline'))
      ) with (fillfactor = 50)`.execute(db);
    await sql`
      create index workspace_heartbeats_silent on workspace_heartbeats (at)
      where announced is distinct from 'offline'`.execute(db);
  },
};
