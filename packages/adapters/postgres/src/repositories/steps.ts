import type { Step, Store } from "@cogrion/domain";
import { stepIds } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";

type Row = Selectable<Database["provisioning_steps"]>;

const pending = (id: Step["id"]): Step => ({
  id,
  status: "pending",
  attempts: 0,
  startedAt: undefined,
  finishedAt: undefined,
  result: undefined,
});

const stepOf = (row: Row): Step => ({
  id: row.step,
  status: row.status,
  attempts: row.attempts,
  startedAt: row.started_at ?? undefined,
  finishedAt: row.finished_at ?? undefined,
  result: row.result ?? undefined,
});

export const stepsRepository = (db: Kysely<Database>): Store["steps"] => ({
  async list(id) {
    const rows = await db.selectFrom("provisioning_steps").selectAll().where("workspace_id", "=", id).execute();
    const byStep = new Map(rows.map((row) => [row.step, stepOf(row)]));
    return stepIds.map((step) => byStep.get(step) ?? pending(step));
  },

  async set(id, step, { status, result, continuesAttempt = false }) {
    const isBegin = status === "running" || status === "undoing";
    const isReset = status === "pending";
    const now = sql<Date>`clock_timestamp()`;
    const attempt = status === "running" ? 1 : 0;
    const isContinued = sql<boolean>`(${continuesAttempt} and provisioning_steps.status = ${status})`;
    const row = await db
      .with("before", (cte) =>
        cte.selectFrom("provisioning_steps").select("status").where("workspace_id", "=", id).where("step", "=", step),
      )
      .insertInto("provisioning_steps")
      .values({
        workspace_id: id,
        step,
        status,
        attempts: attempt,
        started_at: isReset ? null : now,
        finished_at: isBegin || isReset ? null : now,
        result: result === undefined ? null : JSON.stringify(result),
      })
      .onConflict((conflict) =>
        conflict.columns(["workspace_id", "step"]).doUpdateSet((eb) => ({
          status,
          attempts: sql<number>`provisioning_steps.attempts + case when ${isContinued} then 0 else ${attempt}::int end`,
          started_at: isReset
            ? null
            : isBegin
              ? sql<Date>`case when ${isContinued} then provisioning_steps.started_at else clock_timestamp() end`
              : eb.fn.coalesce("provisioning_steps.started_at", now),
          finished_at: isBegin || isReset ? null : now,
          failures: status === "succeeded" ? 0 : eb.ref("provisioning_steps.failures"),
          result: isReset ? null : sql<string>`coalesce(excluded.result, provisioning_steps.result)`,
        })),
      )
      .returning((eb) => ["attempts", eb.selectFrom("before").select("before.status").as("previous")])
      .executeTakeFirstOrThrow();
    return { previous: row.previous ?? "pending", attempts: row.attempts };
  },

  async countFailure(id, step) {
    const row = await db
      .updateTable("provisioning_steps")
      .set((eb) => ({ failures: eb("failures", "+", 1) }))
      .where("workspace_id", "=", id)
      .where("step", "=", step)
      .returning("failures")
      .executeTakeFirst();
    return row?.failures ?? 0;
  },

  async countLook(id, step, longestGapSeconds) {
    const row = await db
      .updateTable("provisioning_steps")
      .set({
        // least() ignores NULL: at the first check, nothing was waited for yet.
        waited_seconds: sql<number>`waited_seconds + case when last_looked_at is null then 0 else
          least(extract(epoch from clock_timestamp() - last_looked_at)::double precision, ${longestGapSeconds}) end`,
        last_looked_at: sql<Date>`clock_timestamp()`,
      })
      .where("workspace_id", "=", id)
      .where("step", "=", step)
      .returning("waited_seconds")
      .executeTakeFirst();
    return row?.waited_seconds ?? 0;
  },

  async resetLimits(id) {
    await db
      .updateTable("provisioning_steps")
      .set({ failures: 0, waited_seconds: 0, last_looked_at: null })
      .where("workspace_id", "=", id)
      .execute();
  },
});
