import type { Kysely } from "kysely";
import { sql } from "kysely";

export const audit = {
  async up(db: Kysely<unknown>): Promise<void> {
    // No reference to accounts: deleting an account must never delete its audit, nor be blocked by
    // it.
    await sql`
      create table audit_events (
        id uuid primary key,
        account_id uuid,
        actor_kind text not null constraint audit_events_actor_kind_check check (actor_kind in (
          'principal', 'workspace', 'system'
        )),
        actor_id text not null,
        action text not null,
        target_kind text not null,
        target_id text not null,
        source_ip text,
        outcome text not null constraint audit_events_outcome_check check (outcome in ('succeeded', 'refused')),
        request_id text,
        at timestamptz(3) not null default clock_timestamp()
      )`.execute(db);
    await sql`create index audit_events_by_account on audit_events (account_id, at desc, id desc)`.execute(db);
    // A trigger in addition to grants, because it also applies to the table's owner, which the
    // control plane is in small installations.
    await sql`
      create function refuse_audit_change() returns trigger language plpgsql as $$
      begin
        raise exception 'audit_events is append only' using errcode = 'insufficient_privilege';
      end $$`.execute(db);
    await sql`
      create trigger audit_events_append_only before update or delete or truncate on audit_events
      for each statement execute function refuse_audit_change()`.execute(db);
  },
};
