import type { ConfigVersion, Store } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";

const versionOf = (row: Selectable<Database["workspace_configs"]>): ConfigVersion => ({
  version: row.version,
  featureFlags: row.feature_flags,
  createdAt: row.created_at,
});

export const configsRepository = (db: Kysely<Database>): Store["configs"] => ({
  async add(id, featureFlags) {
    const { rows } = await sql<Selectable<Database["workspace_configs"]>>`
      insert into workspace_configs (workspace_id, version, feature_flags)
      select ${id}, coalesce(max(version), 0) + 1, ${JSON.stringify(featureFlags)}::jsonb
      from workspace_configs where workspace_id = ${id}
      returning *
    `.execute(db);
    const [row] = rows;
    if (row === undefined) throw new Error("INSERT ... RETURNING answered no row");
    return versionOf(row);
  },

  async latest(id) {
    const row = await db
      .selectFrom("workspace_configs")
      .selectAll()
      .where("workspace_id", "=", id)
      .orderBy("version", "desc")
      .limit(1)
      .executeTakeFirstOrThrow();
    return versionOf(row);
  },
});
