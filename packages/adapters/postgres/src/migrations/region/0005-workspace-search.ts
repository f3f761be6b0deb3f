import type { Kysely } from "kysely";
import { sql } from "kysely";

// Each workspace has one row for its id and one for each word of its slug, with the text from there
// to the end. So a search is a range of one index, read in order, and costs the same in a region of
// any size. Trigrams were measured and are not used, because their cost grows with the number of
// matches.
export const workspaceSearch = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table workspace_id_tails (
        workspace_id text collate "C" not null references workspaces,
        tail text collate "C" not null,
        account_id uuid not null,
        state text not null,
        primary key (workspace_id, tail)
      ) with (fillfactor = 80)`.execute(db);
    const order = sql`tail, workspace_id`;
    await sql`create index workspace_id_tails_all on workspace_id_tails (${order}) where state <> 'deleted'`.execute(
      db,
    );
    await sql`create index workspace_id_tails_by_state on workspace_id_tails (state, ${order})`.execute(db);
    await sql`
      create index workspace_id_tails_by_account on workspace_id_tails (account_id, ${order})
      where state <> 'deleted'`.execute(db);
    await sql`
      create index workspace_id_tails_by_account_state on workspace_id_tails (account_id, state, ${order})`.execute(db);
    await sql`
      create function write_workspace_id_tails() returns trigger language plpgsql as $$
      begin
        insert into workspace_id_tails (workspace_id, tail, account_id, state)
        select new.id, substr(new.id, start), new.account_id, new.state
        from generate_series(1, length(new.id)) as start
        where start = 1 or (substr(new.id, start - 1, 1) = '-' and substr(new.id, start, 1) <> '-');
        return null;
      end $$`.execute(db);
    await sql`
      create trigger workspaces_tails_written after insert on workspaces
      for each row execute function write_workspace_id_tails()`.execute(db);
    await sql`
      create function update_workspace_id_tails() returns trigger language plpgsql as $$
      begin
        update workspace_id_tails set state = new.state where workspace_id = new.id;
        return null;
      end $$`.execute(db);
    await sql`
      create trigger workspaces_tails_updated after update of state on workspaces
      for each row when (old.state is distinct from new.state) execute function update_workspace_id_tails()`.execute(
      db,
    );
  },
};
