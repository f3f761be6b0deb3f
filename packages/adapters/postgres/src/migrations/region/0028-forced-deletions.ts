import type { Kysely } from "kysely";
import { sql } from "kysely";

/** With this, staff end the wait for an account that gives no usable response. */
export const forcedDeletions = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table workspaces add column forced_deletion_reason text`.execute(db);
  },
};
