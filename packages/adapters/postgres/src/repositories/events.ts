import type { Store, WorkspaceId } from "@cogrion/domain";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import { workspaceEventsChannel } from "../channels.ts";
import type { Database } from "../schema.ts";

export const eventsRepository = (db: Kysely<Database>): Store["events"] => ({
  // The counter is in the workspace's row, which stays locked until the commit: a reader of
  // sequence n finds every smaller one too.
  async append(id, type, data) {
    await sql`
      with counted as (
        update workspaces set event_sequence = event_sequence + 1 where id = ${id} returning event_sequence
      ), appended as (
        insert into workspace_events (workspace_id, sequence, type, data)
        select ${id}, event_sequence, ${type}, ${JSON.stringify(data)}::jsonb from counted
      )
      select pg_notify(${workspaceEventsChannel}, ${id}) from counted
    `.execute(db);
  },

  async listAfter(id, sequence, limit) {
    const rows = await db
      .selectFrom("workspace_events")
      .selectAll()
      .where("workspace_id", "=", id)
      .where("sequence", ">", sequence)
      .orderBy("sequence")
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      sequence: row.sequence,
      workspaceId: row.workspace_id as WorkspaceId,
      type: row.type,
      data: row.data,
      at: row.at,
    }));
  },
});
