import type { Store } from "@cogrion/domain";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";

const beginOf = (windowSeconds: number) =>
  sql<Date>`clock_timestamp() - make_interval(secs => ${windowSeconds}::double precision)`;

type Check = Store["quotaUses"]["check"];

const checkOn =
  (db: Kysely<Database>): Check =>
  async (quota, subject, { limit, windowSeconds }) => {
    // The use that has to leave the window before there is room again.
    const blocking = await db
      .selectFrom("quota_uses")
      .select(sql<number>`extract(epoch from used_at - (${beginOf(windowSeconds)}))::double precision`.as("seconds"))
      .where("quota", "=", quota)
      .where("subject", "=", subject)
      .where("used_at", ">", beginOf(windowSeconds))
      .orderBy("used_at", "desc")
      .offset(limit - 1)
      .limit(1)
      .executeTakeFirst();
    return blocking && { retryAfterSeconds: Math.max(1, Math.ceil(blocking.seconds)) };
  };

export const quotaUsesRepository = (db: Kysely<Database>): Store["quotaUses"] => {
  const check = checkOn(db);
  return {
    check,
    async take(quota, subject, options) {
      if (!db.isTransaction) throw new Error("a quota is used within the transaction of what uses it");
      await sql`select pg_advisory_xact_lock(hashtextextended(${`quota:${quota}:${subject}`}, 0))`.execute(db);
      await db
        .deleteFrom("quota_uses")
        .where("quota", "=", quota)
        .where("subject", "=", subject)
        .where("used_at", "<=", beginOf(options.windowSeconds))
        .execute();
      const refusal = await check(quota, subject, options);
      if (refusal !== undefined) return refusal;
      await db
        .insertInto("quota_uses")
        .values({ quota, subject, used_at: sql`clock_timestamp()` })
        .execute();
      return undefined;
    },
  };
};
