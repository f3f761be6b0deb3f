import type { Kysely } from "kysely";
import { sql } from "kysely";

/** What finds the invitations that went to one mailbox of late, whichever account they are of. */
export const mailsByMailbox = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create index invitations_by_mailbox on invitations (regexp_replace(email, '\\+[^@]*@', '@'), renewed_at)
    `.execute(db);
  },
};
