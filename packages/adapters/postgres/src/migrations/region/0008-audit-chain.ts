import type { Kysely } from "kysely";
import { sql } from "kysely";

/**
 * Chains the audit of each account: a row that is added, deleted or changed leaves a hash that does
 * not match. A trigger chains the rows when they are written, so no writer can forget it, and a
 * head is locked for one statement of one round trip. docs/adr/0013-audit-chain.md has the reasons.
 */
export const auditChain = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table audit_events disable trigger audit_events_append_only`.execute(db);
    // json instead of jsonb, because it keeps the text from which the hash is computed.
    await sql`
      alter table audit_events
        add column details json constraint audit_events_details_check check (
          json_typeof(details) = 'object' and octet_length(details::text) <= 16384
        ),
        add column sequence bigint,
        add column previous_hash text,
        add column hash text`.execute(db);
    await sql`
      create table audit_heads (
        chain_id uuid primary key,
        sequence bigint not null,
        hash text not null
      )`.execute(db);
    await hashing(db);
    await chaining(db);
    await chainWhatIsThere(db);
    await sql`
      alter table audit_events
        alter column sequence set not null,
        alter column previous_hash set not null,
        alter column hash set not null,
        add constraint audit_events_account_id_sequence_key unique nulls not distinct (account_id, sequence)`.execute(
      db,
    );
    await sql`drop index audit_events_by_account`.execute(db);
    await sql`create index audit_events_by_time on audit_events (account_id, at)`.execute(db);
    await sql`create index audit_events_by_actor on audit_events (account_id, actor_id, sequence)`.execute(db);
    await sql`create index audit_events_by_target on audit_events (account_id, target_id, sequence)`.execute(db);
    await sql`alter table audit_events enable trigger audit_events_append_only`.execute(db);
    await sql`
      create trigger audit_events_chained before insert on audit_events
      for each row execute function chain_audit_event()`.execute(db);
    await sql`
      create trigger audit_heads_forward_only before insert or update or delete or truncate on audit_heads
      for each statement execute function refuse_audit_head_change()`.execute(db);
  },
};

/**
 * RFC 8785 over the event's fields, like auditHashInputOf of the domain. to_json escapes strings as
 * RFC 8785 requires; a property test compares the two.
 */
const hashing = (db: Kysely<unknown>) =>
  sql`
    create function audit_event_hash(event audit_events) returns text language sql stable as $$
      select encode(sha256(convert_to(
        '{"account_id":' || coalesce('"' || event.account_id || '"', 'null') ||
        ',"action":' || to_json(event.action) ||
        ',"actor":{"id":' || to_json(event.actor_id) || ',"kind":' || to_json(event.actor_kind) ||
        '},"at":"' || to_char(event.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') ||
        '","details":' || coalesce(event.details::text, 'null') ||
        ',"id":"' || event.id ||
        '","outcome":' || to_json(event.outcome) ||
        ',"previous_hash":' || to_json(event.previous_hash) ||
        ',"request_id":' || coalesce(to_json(event.request_id)::text, 'null') ||
        ',"sequence":' || event.sequence ||
        ',"source_ip":' || coalesce(to_json(event.source_ip)::text, 'null') ||
        ',"target":{"id":' || to_json(event.target_id) || ',"kind":' || to_json(event.target_kind) || '}}',
        'UTF8'
      )), 'hex')
    $$`.execute(db);

const chaining = async (db: Kysely<unknown>): Promise<void> => {
  // Events without an account use the nil UUID as their chain. A missing head is never recreated
  // from the rows, because that would hide who deleted it.
  await sql`
    create function chain_audit_event() returns trigger language plpgsql as $$
    declare
      own_chain_id constant uuid := coalesce(new.account_id, '00000000-0000-0000-0000-000000000000');
    begin
      loop
        select sequence, hash into new.sequence, new.previous_hash
        from audit_heads where chain_id = own_chain_id for no key update;
        exit when found;
        insert into audit_heads values (own_chain_id, 0, repeat('0', 64)) on conflict do nothing;
      end loop;
      if new.sequence = 0 and exists (select from audit_events where account_id is not distinct from new.account_id) then
        raise exception 'the audit chain % has events and no head; see docs/runbooks/audit-broken-chain.md', own_chain_id;
      end if;
      new.sequence := new.sequence + 1;
      new.at := clock_timestamp()::timestamptz(3);
      new.hash := audit_event_hash(new);
      update audit_heads set sequence = new.sequence, hash = new.hash where chain_id = own_chain_id;
      return new;
    end $$`.execute(db);
  await sql`
    create function refuse_audit_head_change() returns trigger language plpgsql as $$
    begin
      -- Deeper than one: the change comes from the trigger of audit_events.
      if pg_trigger_depth() > 1 then return null; end if;
      raise exception 'audit_heads is written by the events alone' using errcode = 'insufficient_privilege';
    end $$`.execute(db);
};

const chainWhatIsThere = (db: Kysely<unknown>) =>
  sql`
    do $$
    declare
      event audit_events;
      head audit_heads;
    begin
      for event in select * from audit_events order by account_id, at, id loop
        if head.chain_id is distinct from coalesce(event.account_id, '00000000-0000-0000-0000-000000000000') then
          if head.chain_id is not null then insert into audit_heads values (head.*); end if;
          head := (coalesce(event.account_id, '00000000-0000-0000-0000-000000000000'), 0, repeat('0', 64));
        end if;
        event.sequence := head.sequence + 1;
        event.previous_hash := head.hash;
        event.hash := audit_event_hash(event);
        update audit_events set sequence = event.sequence, previous_hash = event.previous_hash, hash = event.hash
        where id = event.id;
        head.sequence := event.sequence;
        head.hash := event.hash;
      end loop;
      if head.chain_id is not null then insert into audit_heads values (head.*); end if;
    end $$`.execute(db);
