import type { Page, PageRequest, Store, Workspace } from "@cogrion/domain";
import { isWorkspaceId } from "@cogrion/domain";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import { decodeCursor, newestFirstCursor, newestFirstKeyOf, pageOf } from "../cursor.ts";
import type { Database } from "../schema.ts";
import { selectWorkspaces, workspaceOf } from "./workspace-row.ts";

type Filter = Omit<Parameters<Store["workspaces"]["list"]>[0], "search">;

const cursorSchema = newestFirstCursor(isWorkspaceId);

/**
 * Newest first. A page costs the same in a region of any size: the keys come from an index in the
 * page's order, for each account separately, and only then are the page's rows read.
 */
export const listWorkspaces = async (
  db: Kysely<Database>,
  { accountIds, state }: Filter,
  { limit, cursor }: PageRequest,
): Promise<Page<Workspace>> => {
  const after = decodeCursor(cursor, cursorSchema);
  const conditions = [state === undefined ? sql`state <> 'deleted'` : sql`state = ${state}`];
  if (after !== undefined) conditions.push(sql`(created_at, workspaces.id) < (${after.createdAt}, ${after.id})`);
  const matching = sql.join(conditions, sql` and `);
  const newest = sql`order by created_at desc, id desc limit ${limit + 1}`;
  const keys =
    accountIds === "all"
      ? sql`select id from workspaces where ${matching} ${newest}`
      : sql`
          select page.id from unnest(${accountIds}::uuid[]) as account (id)
          cross join lateral (
            select created_at, workspaces.id from workspaces where account_id = account.id and ${matching} ${newest}
          ) as page
          order by page.created_at desc, page.id desc limit ${limit + 1}`;

  const rows = await selectWorkspaces(db)
    .where(sql<boolean>`workspace.id in (${keys})`)
    .orderBy("workspace.created_at", "desc")
    .orderBy("workspace.id", "desc")
    .execute();
  return pageOf(rows.map(workspaceOf), limit, newestFirstKeyOf);
};
