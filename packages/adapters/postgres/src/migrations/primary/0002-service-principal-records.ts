import type { Kysely } from "kysely";
import { sql } from "kysely";

/** Rules of the code about service principals' records, which the table also enforces. */
export const servicePrincipalRecords = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table principals
        add constraint principals_service_address_check check (
          (kind = 'service') = (email like '%@service-principals.invalid')
        ),
        add constraint principals_service_system_roles_check check (kind = 'user' or system_roles = '{}')`.execute(db);
  },
};
