import type { Page, PageRequest, Store, Workspace } from "@cogrion/domain";
import { isWorkspaceId } from "@cogrion/domain";
import type { Kysely, RawBuilder } from "kysely";
import { sql } from "kysely";
import type { CursorKey } from "../cursor.ts";
import { decodeCursor, pageOf } from "../cursor.ts";
import type { Database } from "../schema.ts";
import { selectWorkspaces, workspaceOf } from "./workspace-row.ts";

type Filter = Parameters<Store["workspaces"]["list"]>[0];

// What no id contains cannot be found; such text never reaches LIKE, where % and _ would mean something.
const searchable = /^[a-z0-9-]+$/;

/**
 * A page costs the same in a region of any size: the keys are read from an index that has the page's order, for each account its own, and only the
 * page's rows are then fetched.
 */
export const listWorkspaces = async (
  db: Kysely<Database>,
  { accountIds, state, search }: Filter,
  { limit, cursor }: PageRequest,
): Promise<Page<Workspace>> => {
  const after = decodeCursor(cursor, isWorkspaceId);
  const term = search?.toLowerCase();
  if (term !== undefined && !searchable.test(term)) return { rows: [], next: undefined };

  const conditions = conditionsOf({ state, term, after });
  const newest = sql`order by created_at desc, id desc limit ${limit + 1}`;
  const keys =
    accountIds === "all"
      ? sql`select id from workspaces where ${conditions} ${newest}`
      : sql`
          select page.id from unnest(${accountIds}::uuid[]) as account (id)
          cross join lateral (
            select created_at, workspaces.id from workspaces where account_id = account.id and ${conditions} ${newest}
          ) as page
          order by page.created_at desc, page.id desc limit ${limit + 1}`;

  const rows = await selectWorkspaces(db)
    .where(sql<boolean>`workspace.id in (${keys})`)
    .orderBy("workspace.created_at", "desc")
    .orderBy("workspace.id", "desc")
    .execute();
  return pageOf(rows.map(workspaceOf), limit);
};

type Conditions = { state: Filter["state"]; term: string | undefined; after: CursorKey | undefined };

const conditionsOf = ({ state, term, after }: Conditions): RawBuilder<unknown> => {
  const conditions = [state === undefined ? sql`state <> 'deleted'` : sql`state = ${state}`];
  if (term !== undefined) conditions.push(sql`workspaces.id like ${`%${term}%`}`);
  if (after !== undefined) conditions.push(sql`(created_at, workspaces.id) < (${after.createdAt}, ${after.id})`);
  return sql.join(conditions, sql` and `);
};
