import type { RegionId, Tenant, TenantCaller, Tenants, TenantStatus, WorkspaceId } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Selectable } from "kysely";
import { Kysely, PostgresDialect, sql } from "kysely";
import { withCogrionErrors } from "./connection/errors.ts";
import type { Pool } from "./connection/pool.ts";
import { auditRepository } from "./repositories/audit.ts";
import type { Database } from "./schema.ts";

const tenantOf = (row: Selectable<Database["tenants"]>): Tenant => ({
  workspaceId: row.workspace_id as WorkspaceId,
  region: row.region as RegionId,
  delegatedZone: row.delegated_zone,
  status: row.status,
  generation: row.generation,
});

/**
 * The tenants table in the primary region's database. A change that another region requests leaves
 * an audit event.
 */
export const createTenants = (pool: Pool): Tenants => {
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return withCogrionErrors({
    async reserve({ workspaceId, region, delegatedZone }, reservation, by) {
      const isNew = await db.transaction().execute(async (tx) => {
        const inserted = await tx
          .insertInto("tenants")
          .values({ workspace_id: workspaceId, region, delegated_zone: delegatedZone, status: "reserved", reservation })
          // Only a released id is given out again, as the next generation.
          .onConflict((conflict) =>
            conflict
              .column("workspace_id")
              .doUpdateSet((eb) => ({
                region,
                delegated_zone: delegatedZone,
                status: "reserved",
                reservation,
                generation: eb("tenants.generation", "+", 1),
                updated_at: sql<Date>`now()`,
              }))
              .where("tenants.status", "=", "released"),
          )
          .returning("workspace_id")
          .executeTakeFirst();
        if (inserted !== undefined) await tell(tx, by, "tenant.reserved", workspaceId);
        return inserted !== undefined;
      });
      if (isNew) return;
      const held = await db
        .selectFrom("tenants")
        .selectAll()
        .where("workspace_id", "=", workspaceId)
        .executeTakeFirst();
      const isOurs = held?.region === region && held.reservation === reservation && held.status !== "deleted";
      if (isOurs) return;
      throw new CogrionError("workspace_slug_taken", {
        detail: `The slug "${workspaceId.slice(2)}" is or was in use, and an id under which anything was created is never reused. Choose another one.`,
      });
    },

    async activate(workspaceId, by) {
      const before = await change(db, workspaceId, "active", by);
      if (before !== "reserved" && before !== "active")
        throw new Error(`The tenant "${workspaceId}" cannot be activated: it is not reserved, or was deleted.`);
    },

    async release(workspaceId, generation, by) {
      await change(db, workspaceId, "released", by, generation);
    },

    async markDeleted(workspaceId, by) {
      await change(db, workspaceId, "deleted", by);
    },

    async get(workspaceId: WorkspaceId) {
      const row = await db.selectFrom("tenants").selectAll().where("workspace_id", "=", workspaceId).executeTakeFirst();
      return row && tenantOf(row);
    },

    async list(workspaceIds) {
      if (workspaceIds.length === 0) return [];
      const rows = await db.selectFrom("tenants").selectAll().where("workspace_id", "in", workspaceIds).execute();
      return rows.map(tenantOf);
    },
  } satisfies Tenants);
};

const actions = { active: "tenant.activated", deleted: "tenant.deleted", released: "tenant.released" } as const;

/**
 * Returns the status before; undefined if there is no such tenant. A deleted tenant stays deleted,
 * and a released one waits for its next reservation. Only what is reserved is released, and only in
 * the generation that is meant.
 */
const change = (
  db: Kysely<Database>,
  workspaceId: WorkspaceId,
  status: keyof typeof actions,
  by: TenantCaller | undefined,
  generation?: number,
): Promise<TenantStatus | undefined> =>
  db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom("tenants")
      .select(["status", "generation"])
      .where("workspace_id", "=", workspaceId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined || row.status === status) return row?.status;
    if (row.status === "deleted" || row.status === "released") return row.status;
    if (status === "released" && (row.status !== "reserved" || row.generation !== generation)) return row.status;
    const changed = { status, updated_at: sql<Date>`now()` };
    await tx.updateTable("tenants").set(changed).where("workspace_id", "=", workspaceId).execute();
    await tell(tx, by, actions[status], workspaceId);
    return row.status;
  });

const tell = async (
  tx: Kysely<Database>,
  by: TenantCaller | undefined,
  action: string,
  workspaceId: WorkspaceId,
): Promise<void> => {
  if (by === undefined) return;
  await auditRepository(tx).append({
    accountId: undefined,
    actor: { kind: "region", id: by.region },
    action,
    target: { kind: "tenant", id: workspaceId },
    outcome: "succeeded",
    sourceIp: by.sourceIp,
    requestId: by.requestId,
  });
};
