import type { Kysely } from "kysely";
import { sql } from "kysely";

/**
 * What the realm has to know about each workspace's client: the BFF's public keys, and whom the account
 * lets in. Triggers raise the revision, so that no change of members or grants is forgotten,
 * wherever it is made.
 */
export const workspaceSignIns = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table workspace_sign_ins (
        workspace_id text primary key references workspaces on delete cascade,
        client_keys jsonb not null default '[]',
        revision integer not null default 1,
        synced_revision integer not null default 0,
        sync_attempts integer not null default 0,
        sync_due_at timestamptz(3) not null default now()
      )`.execute(db);
    // The clients of workspaces from before are public: their present state is sent to the realm once.
    await sql`insert into workspace_sign_ins (workspace_id) select id from workspaces`.execute(db);
    await sql`
      create index workspace_sign_ins_unsynced on workspace_sign_ins (sync_due_at)
      where synced_revision < revision`.execute(db);
    await sql`
      create table sign_in_grants (
        id uuid primary key,
        workspace_id text not null references workspaces on delete cascade,
        kind text not null constraint sign_in_grants_kind_check check (kind in ('person', 'domain', 'group')),
        value text not null constraint sign_in_grants_value_check check (char_length(value) between 1 and 254),
        granted_by uuid not null,
        created_at timestamptz(3) not null default now(),
        revoked_at timestamptz(3)
      )`.execute(db);
    await sql`
      create unique index sign_in_grants_in_force on sign_in_grants (workspace_id, kind, value)
      where revoked_at is null`.execute(db);
    await sql`
      create index sign_in_grants_by_mailbox on sign_in_grants (regexp_replace(value, '\\+[^@]*@', '@'), created_at)
      where kind = 'person'`.execute(db);
    await createTriggers(db);
    await sql`
      alter table mails
        add column sign_in_grant_id uuid references sign_in_grants on delete cascade,
        drop constraint mails_kind_check,
        add constraint mails_kind_check check (kind in (
          'invitation', 'support_access_request', 'issuer_link_code', 'issuer_linked', 'issuer_unlinked', 'sign_in_grant'
        )),
        add constraint mails_sign_in_grant_check check ((kind = 'sign_in_grant') = (sign_in_grant_id is not null))
    `.execute(db);
    await sql`create index mails_by_sign_in_grant on mails (sign_in_grant_id)`.execute(db);
  },
};

const createTriggers = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create function workspace_sign_in_of_new() returns trigger language plpgsql as $$
    begin
      insert into workspace_sign_ins (workspace_id) values (new.id);
      return null;
    end $$`.execute(db);
  await sql`
    create trigger workspaces_sign_in after insert on workspaces
    for each row execute function workspace_sign_in_of_new()`.execute(db);
  await sql`
    create function sign_in_grant_changed() returns trigger language plpgsql as $$
    begin
      update workspace_sign_ins set revision = revision + 1, sync_due_at = now()
      where workspace_id = coalesce(new.workspace_id, old.workspace_id);
      return null;
    end $$`.execute(db);
  await sql`
    create trigger sign_in_grants_changed after insert or update or delete on sign_in_grants
    for each row execute function sign_in_grant_changed()`.execute(db);
  await sql`
    create function account_member_changed() returns trigger language plpgsql as $$
    begin
      update workspace_sign_ins set revision = revision + 1, sync_due_at = now()
      where workspace_id in (
        select id from workspaces
        where account_id in (new.account_id, old.account_id) and state <> 'deleted'
      );
      return null;
    end $$`.execute(db);
  await sql`
    create trigger account_members_changed after insert or delete or update of email on account_members
    for each row execute function account_member_changed()`.execute(db);
};
