import type { Kysely } from "kysely";
import { sql } from "kysely";

/**
 * Mails that inform owners of a request for support access, and an index for invitations that
 * closed long ago.
 */
export const mailsToOwners = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table mails
        add column support_access_id uuid references support_access on delete cascade,
        add column recipient text,
        alter column invitation_id drop not null,
        alter column generation drop not null,
        drop constraint mails_kind_check,
        add constraint mails_kind_check check (kind in ('invitation', 'support_access_request')),
        add constraint mails_about_check check (
          (kind = 'invitation') = (invitation_id is not null and generation is not null) and
          (kind = 'support_access_request') = (support_access_id is not null and recipient is not null)
        )`.execute(db);
    await sql`create index mails_by_support_access on mails (support_access_id)`.execute(db);
    await sql`create index invitations_closed on invitations (coalesce(closed_at, expires_at))`.execute(db);
  },
};
