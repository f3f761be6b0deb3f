import type { Store, WorkspaceId } from "@cogrion/domain";
import type { Kysely } from "kysely";
import type { Database } from "../schema.ts";

export const reconciliationsRepository = (db: Kysely<Database>): Store["reconciliations"] => ({
  async schedule(id, dueAt) {
    await db
      .insertInto("reconciliations")
      .values({ workspace_id: id, due_at: dueAt })
      .onConflict((conflict) => conflict.column("workspace_id").doUpdateSet({ due_at: dueAt }))
      .execute();
  },

  async claimDue(limit, now, nextDueAt) {
    const rows = await db
      .with("due", (cte) =>
        cte
          .selectFrom("reconciliations")
          .select("workspace_id")
          .where("due_at", "<=", now)
          .orderBy("due_at")
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .updateTable("reconciliations")
      .from("due")
      .set({ due_at: nextDueAt })
      .whereRef("reconciliations.workspace_id", "=", "due.workspace_id")
      .returning("reconciliations.workspace_id")
      .execute();
    return rows.map((row) => row.workspace_id as WorkspaceId);
  },

  async save(id, { checkedAt, drifts }) {
    await db
      .updateTable("reconciliations")
      .set({ checked_at: checkedAt, drifts: JSON.stringify(drifts) })
      .where("workspace_id", "=", id)
      .execute();
  },

  async latest(id) {
    const row = await db
      .selectFrom("reconciliations")
      .select(["checked_at", "drifts"])
      .where("workspace_id", "=", id)
      .executeTakeFirst();
    if (row === undefined || row.checked_at === null) return undefined;
    return { checkedAt: row.checked_at, drifts: row.drifts ?? [] };
  },

  async end(id) {
    await db.updateTable("reconciliations").set({ due_at: null }).where("workspace_id", "=", id).execute();
  },
});
