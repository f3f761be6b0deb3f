import type { Store, WorkspaceId } from "@cogrion/domain";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";

const inSeconds = (seconds: number) => sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;
/** Held, and neither due nor being released. */
const isOpen = sql<boolean>`reservations.generation is null and reservations.due_at > clock_timestamp()`;

export const reservationsRepository = (db: Kysely<Database>): Store["reservations"] => ({
  async hold(workspaceId, accountId, seconds) {
    const due_at = inSeconds(seconds);
    const held = await db
      .insertInto("reservations")
      .values({ workspace_id: workspaceId, account_id: accountId, due_at })
      .onConflict((conflict) =>
        conflict
          .column("workspace_id")
          .doUpdateSet({ due_at })
          .where("reservations.account_id", "=", accountId)
          .where("reservations.generation", "is", null),
      )
      .returning("workspace_id")
      .executeTakeFirst();
    return held !== undefined;
  },

  async take(workspaceId, accountId) {
    const taken = await db
      .deleteFrom("reservations")
      .where("workspace_id", "=", workspaceId)
      .where("account_id", "=", accountId)
      .where(isOpen)
      .returning("workspace_id")
      .executeTakeFirst();
    return taken !== undefined;
  },

  async giveBack(workspaceId, accountId) {
    const row = { account_id: accountId, due_at: sql<Date>`clock_timestamp()`, generation: null, attempts: 0 };
    await db
      .insertInto("reservations")
      .values({ workspace_id: workspaceId, ...row })
      .onConflict((conflict) => conflict.column("workspace_id").doUpdateSet(row))
      .execute();
  },

  async claimDue() {
    const row = await db
      .selectFrom("reservations")
      .selectAll()
      .where("due_at", "<=", sql<Date>`clock_timestamp()`)
      .orderBy("due_at")
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    return (
      row && {
        workspaceId: row.workspace_id as WorkspaceId,
        accountId: row.account_id,
        generation: row.generation ?? undefined,
        attempts: row.attempts,
      }
    );
  },

  async setGeneration(workspaceId, generation) {
    await db.updateTable("reservations").set({ generation }).where("workspace_id", "=", workspaceId).execute();
  },

  async delete(workspaceId) {
    await db.deleteFrom("reservations").where("workspace_id", "=", workspaceId).execute();
  },

  async postpone(workspaceId, delaySeconds) {
    await db
      .updateTable("reservations")
      .set((eb) => ({ due_at: inSeconds(delaySeconds), attempts: eb("attempts", "+", 1) }))
      .where("workspace_id", "=", workspaceId)
      .execute();
  },

  async oldestDueAt() {
    const { oldest } = await db
      .selectFrom("reservations")
      .select(({ fn }) => fn.min("due_at").as("oldest"))
      .where("due_at", "<=", sql<Date>`clock_timestamp()`)
      .executeTakeFirstOrThrow();
    return oldest ?? undefined;
  },
});
