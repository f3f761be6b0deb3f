import type { Kysely } from "kysely";
import { sql } from "kysely";

/**
 * The times at which somebody used a quota that counts over a period. Old uses of a subject are
 * deleted when it uses the quota again.
 */
export const quotaUses = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table quota_uses (
        quota text not null,
        subject text not null,
        used_at timestamptz not null
      )
    `.execute(db);
    await sql`create index quota_uses_by_subject on quota_uses (quota, subject, used_at)`.execute(db);
  },
};
