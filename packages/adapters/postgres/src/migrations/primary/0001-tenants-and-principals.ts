import type { Kysely } from "kysely";
import { sql } from "kysely";

export const tenantsAndPrincipals = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table tenants (
        workspace_id text collate "C" primary key
          constraint tenants_workspace_id_check check (workspace_id ~ '^w-[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])$'),
        region text not null,
        delegated_zone text not null,
        status text not null constraint tenants_status_check check (status in ('reserved', 'active', 'deleted')),
        reservation text not null,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now()
      )`.execute(db);
    await sql`
      create function refuse_tenant_delete() returns trigger language plpgsql as $$
      begin
        raise exception 'a tenant outlives its workspace' using errcode = 'insufficient_privilege';
      end $$`.execute(db);
    await sql`
      create trigger tenants_never_deleted before delete or truncate on tenants
      for each statement execute function refuse_tenant_delete()`.execute(db);
    await sql`
      create table principals (
        uid uuid primary key,
        email text not null constraint principals_email_key unique,
        kind text not null constraint principals_kind_check check (kind in ('user', 'service')),
        external_id text not null,
        system_roles text[] not null default '{}' constraint principals_system_roles_check check (
          system_roles <@ array['operator', 'support']
        ),
        created_at timestamptz(3) not null default now()
      )`.execute(db);
    // Each principal has one subject per issuer, and each subject one principal.
    await sql`
      create table principal_identities (
        principal_uid uuid not null references principals,
        issuer text not null,
        subject text not null,
        created_at timestamptz(3) not null default now(),
        primary key (principal_uid, issuer),
        constraint principal_identities_issuer_subject_key unique (issuer, subject)
      )`.execute(db);
  },
};
