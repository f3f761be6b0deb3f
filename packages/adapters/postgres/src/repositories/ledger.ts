import type { LedgerEntry, Store } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";

const entryOf = (row: Selectable<Database["resource_ledger"]>): LedgerEntry => ({
  kind: row.kind,
  step: row.step,
  owner: row.owner,
  name: row.name,
  externalId: row.external_id ?? undefined,
  status: row.status,
  reason: row.reason ?? undefined,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const ledgerRepository = (db: Kysely<Database>): Store["ledger"] => ({
  async list(id) {
    const rows = await db
      .selectFrom("resource_ledger")
      .selectAll()
      .where("workspace_id", "=", id)
      .orderBy("position")
      .execute();
    return rows.map(entryOf);
  },

  async intend(id, { kind, step, owner, name }) {
    await db
      .insertInto("resource_ledger")
      .values({ workspace_id: id, kind, step, owner, name, status: "intended" })
      .onConflict((conflict) =>
        conflict
          .columns(["workspace_id", "kind", "name"])
          .doUpdateSet({
            step,
            owner,
            // A resource that is created again after a deletion is another resource, whose id is
            // not known yet.
            external_id: sql<string | null>`case when resource_ledger.status = 'deleted' then null
              else resource_ledger.external_id end`,
            status: "intended",
            reason: null,
            updated_at: sql<Date>`clock_timestamp()`,
          })
          .where("resource_ledger.status", "<>", "present"),
      )
      .execute();
  },

  async set(id, entry) {
    await db
      .insertInto("resource_ledger")
      .values({
        workspace_id: id,
        kind: entry.kind,
        step: entry.step,
        owner: entry.owner,
        name: entry.name,
        external_id: entry.externalId ?? null,
        status: entry.status,
        reason: entry.reason ?? null,
      })
      .onConflict((conflict) =>
        conflict.columns(["workspace_id", "kind", "name"]).doUpdateSet({
          step: entry.step,
          owner: entry.owner,
          // A resource that is created again after a deletion is another resource, whose id is not
          // known yet.
          external_id: sql<string | null>`coalesce(
            excluded.external_id,
            case when excluded.status = 'intended' and resource_ledger.status = 'deleted' then null
                 else resource_ledger.external_id end
          )`,
          status: entry.status,
          reason: entry.reason ?? null,
          updated_at: sql<Date>`clock_timestamp()`,
        }),
      )
      .execute();
  },

  async find(id, kind) {
    const row = await db
      .selectFrom("resource_ledger")
      .selectAll()
      .where("workspace_id", "=", id)
      .where("kind", "=", kind)
      // Existing resources before deleted ones, the newest of them first.
      .orderBy(sql`status = 'deleted'`)
      .orderBy("position", "desc")
      .limit(1)
      .executeTakeFirst();
    return row && entryOf(row);
  },
});
