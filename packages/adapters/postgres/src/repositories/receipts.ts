import type { LedgerEntry, Store } from "@cogrion/domain";
import type { Kysely } from "kysely";
import type { Database, StoredLedgerEntry } from "../schema.ts";

const entryOf = (stored: StoredLedgerEntry): LedgerEntry => ({
  ...stored,
  externalId: stored.externalId,
  reason: stored.reason,
  createdAt: new Date(stored.createdAt),
  updatedAt: new Date(stored.updatedAt),
});

export const receiptsRepository = (db: Kysely<Database>): Store["receipts"] => ({
  async save(receipt) {
    const row = {
      finished_at: receipt.finishedAt,
      deleted: JSON.stringify(receipt.deleted),
      left: JSON.stringify(receipt.left),
      is_account_unreachable: receipt.isAccountUnreachable,
    };
    await db
      .insertInto("offboarding_receipts")
      .values({ workspace_id: receipt.workspaceId, ...row })
      .onConflict((conflict) => conflict.column("workspace_id").doUpdateSet(row))
      .execute();
  },

  async get(id) {
    const row = await db
      .selectFrom("offboarding_receipts")
      .selectAll()
      .where("workspace_id", "=", id)
      .executeTakeFirst();
    return (
      row && {
        workspaceId: row.workspace_id,
        finishedAt: row.finished_at,
        deleted: row.deleted.map(entryOf),
        left: row.left.map(entryOf),
        isAccountUnreachable: row.is_account_unreachable,
      }
    );
  },
});
