import type { Store, WorkspaceId } from "@cogrion/domain";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";

/** After the interval, a quarter more or less: those that were due together drift apart. */
const spread = (now: Date, intervalSeconds: number) =>
  sql<Date>`${now}::timestamptz + make_interval(secs => ${intervalSeconds}::double precision * (0.75 + random() / 2))`;

export const reconciliationsRepository = (db: Kysely<Database>): Store["reconciliations"] => ({
  async schedule(id, dueAt) {
    await db
      .insertInto("reconciliations")
      .values({ workspace_id: id, due_at: dueAt, delegation_due_at: sql<Date>`clock_timestamp()` })
      .onConflict((conflict) =>
        conflict.column("workspace_id").doUpdateSet({
          due_at: dueAt,
          delegation_due_at: sql<Date>`coalesce(reconciliations.delegation_due_at, clock_timestamp())`,
        }),
      )
      .execute();
  },

  async claimDue(limit, now, intervalSeconds) {
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
      .set({ due_at: spread(now, intervalSeconds) })
      .whereRef("reconciliations.workspace_id", "=", "due.workspace_id")
      .returning("reconciliations.workspace_id")
      .execute();
    return rows.map((row) => row.workspace_id as WorkspaceId);
  },

  async count() {
    const row = await db
      .selectFrom("reconciliations")
      .select(sql<number>`count(*)::int`.as("count"))
      .where("due_at", "is not", null)
      .executeTakeFirstOrThrow();
    return row.count;
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

  async delegationSuspectedAt(id) {
    const row = await db
      .selectFrom("reconciliations")
      .select("delegation_suspected_at")
      .where("workspace_id", "=", id)
      .executeTakeFirst();
    return row?.delegation_suspected_at ?? undefined;
  },

  async suspectDelegation(id, since) {
    await db
      .updateTable("reconciliations")
      .set({ delegation_suspected_at: since ?? null })
      .where("workspace_id", "=", id)
      .execute();
  },

  async claimDelegations(limit, now, intervalSeconds) {
    const rows = await db
      .with("due", (cte) =>
        cte
          .selectFrom("reconciliations")
          .select("workspace_id")
          .where("delegation_due_at", "<=", now)
          .orderBy("delegation_due_at")
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .with("claimed", (cte) =>
        cte
          .updateTable("reconciliations")
          .from("due")
          .set({
            delegation_due_at: spread(now, intervalSeconds),
          })
          .whereRef("reconciliations.workspace_id", "=", "due.workspace_id")
          .returning("reconciliations.workspace_id"),
      )
      .selectFrom("claimed")
      .innerJoin("workspaces", "workspaces.id", "claimed.workspace_id")
      .innerJoin("provisioning_steps as step", (join) =>
        join.onRef("step.workspace_id", "=", "claimed.workspace_id").on("step.step", "=", "delegate_zone"),
      )
      .select(["claimed.workspace_id", "workspaces.delegated_zone", "step.result"])
      .execute();
    return rows.flatMap(({ workspace_id: workspaceId, delegated_zone: delegatedZone, result }) => {
      const nameServers = result?.["name_servers"]?.split(" ") ?? [];
      return nameServers.length === 0 ? [] : [{ workspaceId: workspaceId as WorkspaceId, delegatedZone, nameServers }];
    });
  },

  async hasten(id, now) {
    await db
      .updateTable("reconciliations")
      .set({ due_at: now })
      .where("workspace_id", "=", id)
      .where("due_at", ">", now)
      .execute();
  },

  async end(id) {
    await db
      .updateTable("reconciliations")
      .set({ due_at: null, delegation_due_at: null, delegation_suspected_at: null })
      .where("workspace_id", "=", id)
      .execute();
  },
});
