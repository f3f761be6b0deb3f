import type { Kysely } from "kysely";
import { sql } from "kysely";

export const supportAccessAndServicePrincipals = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table support_access (
        id uuid primary key,
        account_id uuid not null references accounts,
        staff_uid uuid not null,
        staff_email text not null,
        role text not null constraint support_access_role_check check (role in ('operator', 'viewer')),
        reason text not null constraint support_access_reason_check check (char_length(reason) between 1 and 1000),
        duration_seconds integer not null constraint support_access_duration_check check (
          duration_seconds between 300 and 28800
        ),
        state text not null constraint support_access_state_check check (state in (
          'requested', 'approved', 'refused', 'withdrawn', 'ended'
        )),
        requested_at timestamptz(3) not null,
        decided_at timestamptz(3),
        decided_by uuid,
        expires_at timestamptz(3),
        ended_at timestamptz(3),
        ended_by uuid,
        constraint support_access_decided_check check (
          (state = 'requested') = (decided_at is null) and (decided_at is null) = (decided_by is null)
        ),
        -- The requester never approves, whatever the code above this table thinks.
        constraint support_access_four_eyes_check check (state = 'withdrawn' or decided_by <> staff_uid),
        constraint support_access_expires_at_check check (
          (state in ('approved', 'ended')) = (expires_at is not null) and expires_at <= decided_at + interval '8 hours'
        ),
        constraint support_access_ended_check check (
          (state = 'ended') = (ended_at is not null) and (ended_at is null) = (ended_by is null)
        )
      )`.execute(db);
    const newest = sql`requested_at desc, id desc`;
    await sql`create index support_access_by_account on support_access (account_id, ${newest})`.execute(db);
    await sql`create index support_access_by_staff on support_access (staff_uid, ${newest})`.execute(db);
    await sql`
      create index support_access_in_force on support_access (staff_uid, expires_at) where state = 'approved'`.execute(
      db,
    );
    await sql`
      create table service_principals (
        id uuid primary key,
        account_id uuid not null references accounts,
        name text not null constraint service_principals_name_check check (char_length(name) between 1 and 100),
        roles text[] not null constraint service_principals_roles_check check (
          cardinality(roles) > 0 and roles <@ array['admin', 'operator', 'viewer']
        ),
        state text not null default 'active' constraint service_principals_state_check check (state in (
          'active', 'disabled', 'deleted'
        )),
        subject text,
        revision integer not null default 1,
        synced_revision integer not null default 0,
        sync_attempts integer not null default 0,
        sync_due_at timestamptz(3) not null default now(),
        created_by uuid not null,
        created_at timestamptz(3) not null default now(),
        last_used_at timestamptz(3)
      )`.execute(db);
    await sql`
      create index service_principals_by_account on service_principals (account_id, created_at desc, id desc)
      where state <> 'deleted'`.execute(db);
    await sql`
      create index service_principals_unsynced on service_principals (sync_due_at)
      where synced_revision < revision`.execute(db);
    await sql`
      create table service_principal_keys (
        service_principal_id uuid not null references service_principals,
        id text not null constraint service_principal_keys_id_check check (id ~ '^[A-Za-z0-9_-]{43}$'),
        public_key jsonb not null,
        created_at timestamptz(3) not null default now(),
        primary key (service_principal_id, id)
      )`.execute(db);
  },
};
