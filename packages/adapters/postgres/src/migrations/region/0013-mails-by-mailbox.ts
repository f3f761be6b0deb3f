import type { Kysely } from "kysely";
import { sql } from "kysely";

/** An index that finds the recent invitations to one mailbox, from any account. */
export const mailsByMailbox = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create index invitations_by_mailbox on invitations (regexp_replace(email, '\\+[^@]*@', '@'), renewed_at)
    `.execute(db);
  },
};
