import type { AuditChains, ChainedAuditEvent } from "@cogrion/domain";
import type { Transaction } from "kysely";
import { Kysely, PostgresDialect, sql } from "kysely";
import { cogrionErrorOf } from "./connection/errors.ts";
import type { Pool } from "./connection/pool.ts";
import { auditEventOf } from "./repositories/audit.ts";
import type { Database } from "./schema.ts";

const ofNoAccount = "00000000-0000-0000-0000-000000000000";
const batchSize = 5000;

/** For verifying a region's audit. The caller owns the pool. */
export const createAuditChains = (pool: Pool): AuditChains => {
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return {
    async list() {
      const { rows } = await sql<{ id: string }>`
        select chain_id as id from audit_heads
        union select coalesce(account_id, ${ofNoAccount}::uuid) from audit_events
        union select id from accounts
        order by 1
      `.execute(db);
      return rows.map(({ id }) => (id === ofNoAccount ? undefined : id));
    },

    // One snapshot, so that head and events are from the same moment while others append.
    async read(accountId, work) {
      try {
        return await db
          .transaction()
          .setIsolationLevel("repeatable read")
          .setAccessMode("read only")
          .execute(async (tx) => {
            const head = await tx
              .selectFrom("audit_heads")
              .selectAll()
              .where("chain_id", "=", accountId ?? ofNoAccount)
              .executeTakeFirst();
            return work({
              head: head && { accountId, sequence: Number(head.sequence), hash: head.hash },
              events: readEvents(tx, accountId),
            });
          });
      } catch (error) {
        throw cogrionErrorOf(error);
      }
    },
  };
};

async function* readEvents(
  tx: Transaction<Database>,
  accountId: string | undefined,
): AsyncGenerator<ChainedAuditEvent[], void> {
  let last: { sequence: string; id: string } | undefined;
  for (;;) {
    const rows = await tx
      .selectFrom("audit_events")
      .selectAll()
      .where("account_id", accountId === undefined ? "is" : "=", accountId ?? null)
      // The id besides the sequence, so that neither of two rows with the same sequence is skipped.
      .$if(last !== undefined, (query) =>
        query.where(sql<boolean>`(sequence, id) > (${last?.sequence}::bigint, ${last?.id}::uuid)`),
      )
      .orderBy("sequence")
      .orderBy("id")
      .limit(batchSize)
      .execute();
    if (rows.length > 0) yield rows.map(auditEventOf);
    if (rows.length < batchSize) return;
    last = rows.at(-1);
  }
}
