import { randomUUIDv7 } from "node:crypto";
import type { Store, WorkspaceId } from "@cogrion/domain";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import { workspaceCommandsChannel } from "../channels.ts";
import type { Database } from "../schema.ts";

export const commandsRepository = (db: Kysely<Database>): Store["commands"] => ({
  async enqueue(workspaceId, kind) {
    const id = randomUUIDv7();
    await sql`
      with enqueued as (
        insert into workspace_commands (id, workspace_id, kind) values (${id}, ${workspaceId}, ${kind}) returning id
      )
      select pg_notify(${workspaceCommandsChannel}, '') from enqueued
    `.execute(db);
    return { id, workspaceId, kind };
  },

  async claim(limit) {
    const rows = await db
      .selectFrom("workspace_commands as command")
      .select(["command.id", "command.workspace_id", "command.kind", "command.attempts"])
      .where("command.delivered_at", "is", null)
      .where("command.due_at", "<=", sql<Date>`clock_timestamp()`)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom("workspace_commands as earlier")
              .select("earlier.id")
              .whereRef("earlier.workspace_id", "=", "command.workspace_id")
              .whereRef("earlier.position", "<", "command.position")
              .where("earlier.delivered_at", "is", null),
          ),
        ),
      )
      .orderBy("command.position")
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .execute();
    return rows.map((row) => ({
      id: row.id,
      workspaceId: row.workspace_id as WorkspaceId,
      kind: row.kind,
      attempts: row.attempts,
    }));
  },

  async markDelivered(id) {
    await db
      .updateTable("workspace_commands")
      .set((eb) => ({ delivered_at: sql<Date>`clock_timestamp()`, attempts: eb("attempts", "+", 1) }))
      .where("id", "=", id)
      .execute();
  },

  async postpone(id, delaySeconds) {
    await db
      .updateTable("workspace_commands")
      .set((eb) => ({
        due_at: sql<Date>`clock_timestamp() + make_interval(secs => ${delaySeconds})`,
        attempts: eb("attempts", "+", 1),
      }))
      .where("id", "=", id)
      .execute();
  },

  async undelivered() {
    const row = await db
      .selectFrom("workspace_commands")
      .select((eb) => [sql<number>`count(*)::int`.as("count"), eb.fn.min("created_at").as("oldest_at")])
      .where("delivered_at", "is", null)
      .executeTakeFirstOrThrow();
    return { count: row.count, oldestAt: row.oldest_at ?? undefined };
  },
});
