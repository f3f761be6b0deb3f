import type { Kysely } from "kysely";
import { sql } from "kysely";

export const awsAccountConfirmations = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table workspaces add column confirmed_aws_account_id text`.execute(db);
    await sql`create index workspaces_by_aws_account on workspaces (aws_account_id)`.execute(db);
  },
};
