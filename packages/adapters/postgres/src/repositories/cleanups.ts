import type { Store, WorkspaceId } from "@cogrion/domain";
import type { Kysely } from "kysely";
import type { Database } from "../schema.ts";

export const cleanupsRepository = (db: Kysely<Database>): Store["cleanups"] => ({
  async schedule(id, dueAt) {
    const due_at = dueAt ?? null;
    await db
      .insertInto("cleanups")
      .values({ workspace_id: id, due_at })
      .onConflict((conflict) => conflict.column("workspace_id").doUpdateSet({ due_at }))
      .execute();
  },

  async attempts(id) {
    const row = await db.selectFrom("cleanups").select("attempts").where("workspace_id", "=", id).executeTakeFirst();
    return row?.attempts ?? 0;
  },

  async claimDue(limit, now, nextDueAt) {
    const rows = await db
      .with("due", (cte) =>
        cte
          .selectFrom("cleanups")
          .select("workspace_id")
          .where("due_at", "<=", now)
          .orderBy("due_at")
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .updateTable("cleanups")
      .from("due")
      .set((eb) => ({ due_at: nextDueAt, attempts: eb("attempts", "+", 1) }))
      .whereRef("cleanups.workspace_id", "=", "due.workspace_id")
      .returning("cleanups.workspace_id")
      .execute();
    return rows.map((row) => row.workspace_id as WorkspaceId);
  },
});
