import type { Kysely } from "kysely";
import { sql } from "kysely";

/** Who minted each workspace token: the uid of a principal. Unknown for tokens that were minted before. */
export const tokenMinters = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table workspace_tokens add column minted_by uuid`.execute(db);
  },
};
