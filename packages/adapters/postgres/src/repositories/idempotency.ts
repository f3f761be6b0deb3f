import type { Store } from "@cogrion/domain";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";

export const idempotencyRepository = (db: Kysely<Database>): Store["idempotency"] => ({
  // An advisory lock instead of a row: the end of the transaction always releases the key.
  async begin(scope, key) {
    const { rows } = await sql<{ is_claimed: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${`${scope} ${key}`}, 0)) as is_claimed
    `.execute(db);
    if (rows[0]?.is_claimed !== true) return { kind: "in_flight" };
    const row = await db
      .selectFrom("idempotency_keys")
      .select(["request_hash", "status", "headers", "body"])
      .where("scope", "=", scope)
      .where("key", "=", key)
      .executeTakeFirst();
    if (row === undefined) return { kind: "new" };
    return {
      kind: "finished",
      answer: { requestHash: row.request_hash, status: row.status, headers: row.headers, body: row.body },
    };
  },

  async finish(scope, key, answer) {
    await db
      .insertInto("idempotency_keys")
      .values({
        scope,
        key,
        request_hash: answer.requestHash,
        status: answer.status,
        headers: JSON.stringify(answer.headers),
        body: JSON.stringify(answer.body ?? null),
      })
      .execute();
  },
});
