import type { Page, PageRequest, Store, Workspace } from "@cogrion/domain";
import { isWorkspaceId } from "@cogrion/domain";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import { z } from "zod";
import { decodeCursor, pageOf } from "../cursor.ts";
import type { Database } from "../schema.ts";
import { selectWorkspaces, workspaceOf } from "./workspace-row.ts";

type Filter = Parameters<Store["workspaces"]["list"]>[0] & { search: string };

// Text that no id can contain matches nothing.
const searchable = /^[a-z0-9-]+$/;
// Sorts after every character of an id.
const afterAll = "~";

const cursorSchema = z.tuple([z.string().max(34).regex(searchable), z.string().refine(isWorkspaceId)]);

/**
 * Ids that start with the text, or that have a word that does, in alphabetical order of the
 * matching part. They are found in the tails of ids (migration 0005).
 */
export const searchWorkspaces = async (
  db: Kysely<Database>,
  { accountIds, state, search }: Filter,
  { limit, cursor }: PageRequest,
): Promise<Page<Workspace>> => {
  const after = decodeCursor(cursor, cursorSchema);
  const term = search.toLowerCase();
  if (!searchable.test(term)) return { rows: [], next: undefined };

  const conditions = [
    sql`tail >= ${term} and tail < ${term + afterAll}`,
    state === undefined ? sql`state <> 'deleted'` : sql`state = ${state}`,
    // If an id matches with several of its words, only the first one counts.
    sql`strpos('-' || workspace_id, ${`-${term}`}) = length(workspace_id) - length(tail) + 1`,
  ];
  if (after !== undefined) conditions.push(sql`(tail, workspace_id) > (${after[0]}, ${after[1]})`);
  const matching = sql.join(conditions, sql` and `);
  const alphabetically = sql`order by tail, workspace_id limit ${limit + 1}`;
  const matches =
    accountIds === "all"
      ? sql<{ tail: string; workspace_id: string }>`
          (select tail, workspace_id from workspace_id_tails where ${matching} ${alphabetically})`
      : sql<{ tail: string; workspace_id: string }>`
          (select page.tail, page.workspace_id from unnest(${accountIds}::uuid[]) as account (id)
          cross join lateral (
            select tail, workspace_id from workspace_id_tails where account_id = account.id and ${matching} ${alphabetically}
          ) as page
          order by page.tail, page.workspace_id limit ${limit + 1})`;

  const rows = await selectWorkspaces(db)
    .innerJoin(matches.as("match"), (join) => join.onRef("match.workspace_id", "=", "workspace.id"))
    .select("match.tail")
    .orderBy("match.tail")
    .orderBy("workspace.id")
    .execute();
  const page = pageOf(rows, limit, (row) => [row.tail, row.id]);
  return { ...page, rows: page.rows.map(workspaceOf) };
};
