import type { Kysely } from "kysely";
import { sql } from "kysely";

/**
 * Lines of calls (docs/adr/0055). `next_at` is when the line is free: GCRA, the virtual scheduling
 * of ITU-T I.371 annex A, with a burst of one second. Unlogged: after a crash the lines are free.
 */
export const callBudgets = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create unlogged table call_budgets (
        name text primary key,
        next_at timestamptz not null default '-infinity',
        background_at timestamptz not null default '-infinity'
      ) with (fillfactor = 50)`.execute(db);
    await sql`
      create unlogged table call_budget_shares (
        name text not null,
        account_id uuid not null,
        next_at timestamptz not null,
        primary key (name, account_id)
      ) with (fillfactor = 50)`.execute(db);
    await sql`create index call_budget_shares_idle on call_budget_shares (next_at)`.execute(db);
    await takeTurn(db);
  },
};

/** An account gets at most every second turn, and background calls get at least every tenth. */
const takeTurn = (db: Kysely<unknown>) =>
  sql`
    create function take_call_turn(
      budget text, calls_per_second double precision, own_account uuid, is_background boolean, max_wait_seconds double precision,
      out is_given boolean, out wait_seconds double precision
    ) language plpgsql as $$
    declare
      pause constant interval := make_interval(secs => 1 / calls_per_second);
      burst constant interval := interval '1 second';
      line call_budgets;
      own_next_at timestamptz;
      turn_at timestamptz;
      at timestamptz;
    begin
      select * into line from call_budgets where name = budget for update;
      if not found then
        insert into call_budgets (name) values (budget) on conflict do nothing;
        select * into line from call_budgets where name = budget for update;
      end if;
      -- After the lock: who waited for it is not earlier than who had it.
      at := clock_timestamp();
      turn_at := greatest(line.next_at, at - burst);
      is_given := false;
      if own_account is not null then
        select next_at into own_next_at from call_budget_shares where name = budget and account_id = own_account;
        own_next_at := greatest(own_next_at, at - burst);
        if own_next_at > at then
          wait_seconds := extract(epoch from own_next_at - at);
          return;
        end if;
      end if;
      if is_background and turn_at > at then
        if line.background_at > at then
          wait_seconds := extract(epoch from line.background_at - at);
          return;
        end if;
        update call_budgets set background_at = at + 10 * pause where name = budget;
      end if;
      wait_seconds := greatest(0, extract(epoch from turn_at - at));
      if wait_seconds > max_wait_seconds then return; end if;
      is_given := true;
      update call_budgets set next_at = turn_at + pause where name = budget;
      if own_account is not null then
        insert into call_budget_shares values (budget, own_account, own_next_at + 2 * pause)
        on conflict (name, account_id) do update set next_at = excluded.next_at;
      end if;
    end $$`.execute(db);
