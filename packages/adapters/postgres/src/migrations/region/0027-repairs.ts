import type { Kysely } from "kysely";
import { sql } from "kysely";

/** A repair runs the nine steps of a workspace that was provisioned before. */
export const repairs = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table workspaces add column provisioned_at timestamptz(3)`.execute(db);
    await sql`
      update workspaces set provisioned_at = updated_at where state in ('awaiting_bff', 'active')`.execute(db);
  },
};
