import type { Kysely } from "kysely";
import { sql } from "kysely";

const rolesCheck = sql`cardinality(roles) > 0 and roles <@ array['owner', 'admin', 'operator', 'viewer']`;

/** Members with the address with which they joined, invitations, and the invitations' mails. */
export const membersAndInvitations = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table accounts
        add column version integer not null default 1,
        add column updated_at timestamptz(3) not null default now()`.execute(db);
    await sql`alter table account_members add column email text, add column version integer not null default 1`.execute(
      db,
    );
    // Every member has signed in here: the primary has their principal, every other region its copy
    // of the binding.
    const { rows } = await sql<{
      is_primary: boolean;
    }>`select to_regclass('principals') is not null as is_primary`.execute(db);
    const known = rows[0]?.is_primary === true ? sql`principals` : sql`principal_bindings`;
    const uid = rows[0]?.is_primary === true ? sql`known.uid` : sql`known.principal_uid`;
    await sql`
      update account_members set email = known.email from ${known} as known where ${uid} = account_members.principal_uid
    `.execute(db);
    await sql`
      alter table account_members
        alter column email set not null,
        add constraint account_members_account_email_key unique (account_id, email)`.execute(db);
    await sql`
      create index account_members_newest on account_members (account_id, created_at desc, principal_uid desc)
    `.execute(db);
    await sql`
      create table invitations (
        id uuid primary key,
        account_id uuid not null references accounts,
        email text not null,
        roles text[] not null constraint invitations_roles_check check (${rolesCheck}),
        invited_by uuid not null,
        status text not null default 'pending' constraint invitations_status_check check (
          status in ('pending', 'accepted', 'revoked')
        ),
        generation integer not null default 1,
        created_at timestamptz(3) not null default now(),
        renewed_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        closed_at timestamptz(3),
        accepted_by uuid,
        constraint invitations_closed_at_check check ((status = 'pending') = (closed_at is null)),
        constraint invitations_accepted_by_check check ((status = 'accepted') = (accepted_by is not null))
      )`.execute(db);
    await sql`
      create unique index invitations_pending on invitations (account_id, email) where status = 'pending'
    `.execute(db);
    await sql`create index invitations_newest on invitations (account_id, created_at desc, id desc)`.execute(db);
    // A row for each mail that was started, because a mail with an unknown outcome may have
    // arrived.
    await sql`
      create table invitation_tokens (
        secret_hash text primary key constraint invitation_tokens_secret_hash_check check (secret_hash ~ '^[0-9a-f]{64}$'),
        invitation_id uuid not null references invitations on delete cascade,
        generation integer not null,
        created_at timestamptz(3) not null default now()
      )`.execute(db);
    await sql`create index invitation_tokens_by_invitation on invitation_tokens (invitation_id)`.execute(db);
    await sql`
      create table mails (
        id uuid primary key,
        kind text not null constraint mails_kind_check check (kind in ('invitation')),
        invitation_id uuid not null references invitations on delete cascade,
        generation integer not null,
        position bigint generated always as identity,
        status text not null default 'queued' constraint mails_status_check check (
          status in ('queued', 'sent', 'failed', 'superseded')
        ),
        attempts integer not null default 0,
        created_at timestamptz(3) not null default now(),
        due_at timestamptz(3) not null default now(),
        closed_at timestamptz(3),
        constraint mails_closed_at_check check ((status = 'queued') = (closed_at is null))
      )`.execute(db);
    await sql`create index mails_due on mails (due_at, position) where status = 'queued'`.execute(db);
    await sql`create index mails_by_invitation on mails (invitation_id, position desc)`.execute(db);
  },
};
