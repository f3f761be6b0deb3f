import type { Workspace, WorkspaceId } from "@cogrion/domain";
import type { Kysely } from "kysely";
import type { Database } from "../schema.ts";

export const listInAwsAccount = async (
  db: Kysely<Database>,
  { id, aws }: Pick<Workspace, "id" | "aws">,
): Promise<{ accountId: string; externalId: string }[]> => {
  const rows = await db
    .selectFrom("workspaces")
    .select(["account_id", "external_id"])
    .where("aws_account_id", "=", aws.accountId)
    .where("id", "<>", id)
    .where("state", "<>", "deleted")
    .orderBy("created_at", "desc")
    .execute();
  return rows.map((row) => ({ accountId: row.account_id, externalId: row.external_id }));
};

export const isAwsAccountConfirmed = async (db: Kysely<Database>, id: WorkspaceId): Promise<boolean> => {
  const row = await db
    .selectFrom("workspaces")
    .select(["aws_account_id", "confirmed_aws_account_id"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row !== undefined && row.confirmed_aws_account_id === row.aws_account_id;
};

export const confirmAwsAccount = async (db: Kysely<Database>, id: WorkspaceId): Promise<void> => {
  await db
    .updateTable("workspaces")
    .set((eb) => ({ confirmed_aws_account_id: eb.ref("aws_account_id") }))
    .where("id", "=", id)
    .execute();
};
