import type { Kysely } from "kysely";
import { sql } from "kysely";

/** Who created each workspace token: the uid of a principal. Unknown for earlier tokens. */
export const tokenMinters = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table workspace_tokens add column minted_by uuid`.execute(db);
  },
};
