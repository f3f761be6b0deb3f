import type { Kysely } from "kysely";
import { sql } from "kysely";

export const access = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table workspace_tokens (
        id uuid primary key,
        workspace_id text collate "C" not null references workspaces,
        name text not null constraint workspace_tokens_name_check check (char_length(name) between 1 and 100),
        secret_hash text not null constraint workspace_tokens_secret_hash_key unique
          constraint workspace_tokens_secret_hash_check check (secret_hash ~ '^[0-9a-f]{64}$'),
        created_at timestamptz(3) not null default now(),
        last_used_at timestamptz(3),
        revoked_at timestamptz(3)
      )`.execute(db);
    await sql`create index workspace_tokens_by_workspace on workspace_tokens (workspace_id, created_at desc)`.execute(
      db,
    );
    await sql`
      create table workspace_configs (
        workspace_id text collate "C" not null references workspaces,
        version integer not null constraint workspace_configs_version_check check (version > 0),
        feature_flags jsonb not null,
        created_at timestamptz(3) not null default now(),
        primary key (workspace_id, version)
      )`.execute(db);
    await sql`
      create table bff_registrations (
        position bigint generated always as identity,
        workspace_id text collate "C" not null references workspaces,
        key text not null,
        request_hash text not null,
        bff_url text not null,
        created_at timestamptz(3) not null default now(),
        primary key (workspace_id, key)
      )`.execute(db);
    await sql`create index bff_registrations_newest on bff_registrations (workspace_id, position desc)`.execute(db);
    await sql`
      create table idempotency_keys (
        scope text not null,
        key text not null,
        request_hash text not null,
        status integer not null,
        headers jsonb not null,
        body jsonb not null,
        created_at timestamptz(3) not null default now(),
        primary key (scope, key)
      )`.execute(db);
    await sql`create index idempotency_keys_by_age on idempotency_keys (created_at)`.execute(db);
  },
};
