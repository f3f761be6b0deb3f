import type { Store, Workspace, WorkspaceId } from "@cogrion/domain";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";
import { selectWorkspaces, workspaceOf } from "./workspace-row.ts";

type Unsettled = Store["workspaces"]["listUnsettled"];

export const listUnsettled = async (
  db: Kysely<Database>,
  { states, unchangedSince, after }: Parameters<Unsettled>[0],
  limit: number,
): ReturnType<Unsettled> => {
  const rows = await db
    .selectFrom("workspaces as workspace")
    .select(["workspace.id", "workspace.state"])
    .select(
      sql<Date>`greatest(
        workspace.updated_at,
        (select at from workspace_events where workspace_id = workspace.id order by sequence desc limit 1),
        (select created_at from workspace_commands where workspace_id = workspace.id order by created_at desc limit 1)
      )`.as("last_sign_of_life_at"),
    )
    .where("workspace.state", "in", [...states])
    .where("workspace.updated_at", "<=", unchangedSince)
    .where("workspace.id", ">", after)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("workspace_commands as command")
            .select("command.id")
            .whereRef("command.workspace_id", "=", "workspace.id")
            .where("command.delivered_at", "is", null),
        ),
      ),
    )
    .orderBy("workspace.id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id as WorkspaceId,
    state: row.state,
    lastSignOfLifeAt: row.last_sign_of_life_at,
  }));
};

export const claimFailed = async (db: Kysely<Database>, limit: number, failedBefore: Date): Promise<Workspace[]> => {
  const rows = await selectWorkspaces(db)
    .where("workspace.state", "=", "failed")
    .where(sql<boolean>`workspace.hint ->> 'owner' = 'cogrion'`)
    .where("workspace.updated_at", "<=", failedBefore)
    .orderBy("workspace.updated_at")
    .limit(limit)
    .forNoKeyUpdate("workspace")
    .skipLocked()
    .execute();
  return rows.map(workspaceOf);
};
