import type { RegionId, Tenant, Tenants, WorkspaceId } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Selectable } from "kysely";
import { Kysely, PostgresDialect, sql } from "kysely";
import { withCogrionErrors } from "./connection/errors.ts";
import type { Pool } from "./connection/pool.ts";
import type { Database } from "./schema.ts";

const tenantOf = (row: Selectable<Database["tenants"]>): Tenant => ({
  workspaceId: row.workspace_id as WorkspaceId,
  region: row.region as RegionId,
  delegatedZone: row.delegated_zone,
  status: row.status,
});

/** The tenants table, on the primary region's database. */
export const createTenants = (pool: Pool): Tenants => {
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return withCogrionErrors({
    async reserve({ workspaceId, region, delegatedZone }, reservation) {
      const inserted = await db
        .insertInto("tenants")
        .values({ workspace_id: workspaceId, region, delegated_zone: delegatedZone, status: "reserved", reservation })
        .onConflict((conflict) => conflict.column("workspace_id").doNothing())
        .returning("workspace_id")
        .executeTakeFirst();
      if (inserted !== undefined) return;
      const held = await db
        .selectFrom("tenants")
        .selectAll()
        .where("workspace_id", "=", workspaceId)
        .executeTakeFirst();
      const isOurs = held?.region === region && held.reservation === reservation && held.status !== "deleted";
      if (isOurs) return;
      throw new CogrionError("workspace_slug_taken", {
        detail: `The slug "${workspaceId.slice(2)}" is taken, or was once: ids are never used again. Choose another one.`,
      });
    },

    async activate(workspaceId: WorkspaceId) {
      const activated = await db
        .updateTable("tenants")
        .set({ status: "active", updated_at: sql<Date>`now()` })
        .where("workspace_id", "=", workspaceId)
        .where("status", "in", ["reserved", "active"])
        .returning("workspace_id")
        .executeTakeFirst();
      if (activated === undefined)
        throw new Error(`There is no tenant "${workspaceId}" to activate, or it is deleted.`);
    },

    async markDeleted(workspaceId: WorkspaceId) {
      await db
        .updateTable("tenants")
        .set({ status: "deleted", updated_at: sql<Date>`now()` })
        .where("workspace_id", "=", workspaceId)
        .where("status", "<>", "deleted")
        .execute();
    },

    async get(workspaceId: WorkspaceId) {
      const row = await db.selectFrom("tenants").selectAll().where("workspace_id", "=", workspaceId).executeTakeFirst();
      return row && tenantOf(row);
    },
  } satisfies Tenants);
};
