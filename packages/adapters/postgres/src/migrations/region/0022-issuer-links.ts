import type { Kysely } from "kysely";
import { sql } from "kysely";

export const issuerLinks = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table issuer_links (
        id uuid primary key,
        principal_uid uuid not null,
        email text not null,
        region text not null,
        status text not null constraint issuer_links_status_check check (status in ('pending', 'linked', 'unlinked')),
        issuer text,
        subject text,
        requested_at timestamptz(3) not null,
        linked_at timestamptz(3),
        expires_at timestamptz(3) not null,
        unlinked_at timestamptz(3),
        unlinked_by uuid,
        constraint issuer_links_identity_check check (
          (status = 'pending') = (issuer is null) and (issuer is null) = (subject is null) and
          (issuer is null) = (linked_at is null) and (status = 'unlinked') = (unlinked_at is not null)
        )
      )`.execute(db);
    await sql`
      create unique index issuer_links_pending on issuer_links (principal_uid, region) where status = 'pending'`.execute(
      db,
    );
    await sql`
      create unique index issuer_links_linked on issuer_links (principal_uid, region) where status = 'linked'`.execute(
      db,
    );
    await sql`
      create unique index issuer_links_identity on issuer_links (issuer, subject) where status = 'linked'`.execute(db);
    await sql`create index issuer_links_expired on issuer_links (expires_at)`.execute(db);
    await sql`
      create table issuer_link_codes (
        code_hash text primary key,
        issuer_link_id uuid not null references issuer_links on delete cascade
      )`.execute(db);
    await sql`create index issuer_link_codes_by_link on issuer_link_codes (issuer_link_id)`.execute(db);
    await sql`
      alter table mails
        add column issuer_link_id uuid references issuer_links on delete cascade,
        drop constraint mails_kind_check,
        drop constraint mails_about_check,
        add constraint mails_kind_check check (kind in (
          'invitation', 'support_access_request', 'issuer_link_code', 'issuer_linked', 'issuer_unlinked'
        )),
        add constraint mails_about_check check (
          (kind = 'invitation') = (invitation_id is not null and generation is not null) and
          (kind = 'support_access_request') = (support_access_id is not null) and
          (kind like 'issuer_%') = (issuer_link_id is not null) and
          (kind = 'invitation') = (recipient is null)
        )`.execute(db);
    await sql`create index mails_by_issuer_link on mails (issuer_link_id) where issuer_link_id is not null`.execute(db);
  },
};
