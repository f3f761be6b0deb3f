import { randomUUIDv7 } from "node:crypto";
import type { Store } from "@cogrion/domain";
import type { Kysely } from "kysely";
import type { Database } from "../schema.ts";

export const preflightsRepository = (db: Kysely<Database>): Store["preflights"] => ({
  async save(id, { checkedAt, checks }) {
    await db
      .insertInto("preflight_reports")
      .values({ id: randomUUIDv7(), workspace_id: id, checked_at: checkedAt, checks: JSON.stringify(checks) })
      .execute();
  },

  async latest(id) {
    const row = await db
      .selectFrom("preflight_reports")
      .select(["checked_at", "checks"])
      .where("workspace_id", "=", id)
      .orderBy("checked_at", "desc")
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirst();
    return row && { checkedAt: row.checked_at, checks: row.checks };
  },
});
