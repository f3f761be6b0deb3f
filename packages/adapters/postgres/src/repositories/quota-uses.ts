import type { Store } from "@cogrion/domain";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";

export const quotaUsesRepository = (db: Kysely<Database>): Store["quotaUses"] => ({
  async take(quota, subject, { limit, windowSeconds }) {
    if (!db.isTransaction) throw new Error("a quota is used within the transaction of what uses it");
    await sql`select pg_advisory_xact_lock(hashtextextended(${`quota:${quota}:${subject}`}, 0))`.execute(db);
    const begin = sql<Date>`clock_timestamp() - make_interval(secs => ${windowSeconds}::double precision)`;
    await db
      .deleteFrom("quota_uses")
      .where("quota", "=", quota)
      .where("subject", "=", subject)
      .where("used_at", "<=", begin)
      .execute();
    // The use that has to leave the window before another one is possible.
    const blocking = await db
      .selectFrom("quota_uses")
      .select(sql<number>`extract(epoch from used_at - (${begin}))::double precision`.as("seconds"))
      .where("quota", "=", quota)
      .where("subject", "=", subject)
      .orderBy("used_at", "desc")
      .offset(limit - 1)
      .limit(1)
      .executeTakeFirst();
    if (blocking !== undefined) return { retryAfterSeconds: Math.max(1, Math.ceil(blocking.seconds)) };
    await db
      .insertInto("quota_uses")
      .values({ quota, subject, used_at: sql`clock_timestamp()` })
      .execute();
    return undefined;
  },
});
