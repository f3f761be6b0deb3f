import type { Kysely } from "kysely";
import { sql } from "kysely";

/**
 * When somebody used a quota that is counted over a time. The uses of a subject are deleted as it
 * uses the quota again.
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
