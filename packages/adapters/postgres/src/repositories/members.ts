import type { Member, Store } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import { decodeCursor, isUuid, newestFirstCursor, pageOf } from "../cursor.ts";
import type { Database } from "../schema.ts";

const cursorSchema = newestFirstCursor(isUuid);

const memberOf = (row: Selectable<Database["account_members"]>): Member => ({
  accountId: row.account_id,
  principalUid: row.principal_uid,
  email: row.email,
  roles: row.roles,
  version: row.version,
  joinedAt: row.created_at,
});

export const membersRepository = (db: Kysely<Database>): Store["members"] => {
  const ofAccount = (accountId: string) =>
    db.selectFrom("account_members").selectAll().where("account_id", "=", accountId);
  return {
    async list(accountId, { limit, cursor }) {
      const after = decodeCursor(cursor, cursorSchema);
      const rows = await ofAccount(accountId)
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(created_at, principal_uid) < (${after?.createdAt}, ${after?.id})`),
        )
        .orderBy("created_at", "desc")
        .orderBy("principal_uid", "desc")
        .limit(limit + 1)
        .execute();
      return pageOf(rows.map(memberOf), limit, (row) => [row.joinedAt.getTime(), row.principalUid]);
    },

    async get(accountId, uid) {
      const row = await ofAccount(accountId).where("principal_uid", "=", uid).executeTakeFirst();
      return row && memberOf(row);
    },

    async findByEmail(accountId, email) {
      const row = await ofAccount(accountId).where("email", "=", email).executeTakeFirst();
      return row && memberOf(row);
    },

    async add({ accountId, uid, email, roles }) {
      const row = await db
        .insertInto("account_members")
        .values({ account_id: accountId, principal_uid: uid, email, roles })
        .returningAll()
        .executeTakeFirstOrThrow();
      return memberOf(row);
    },

    async setRoles(accountId, uid, roles) {
      const row = await db
        .updateTable("account_members")
        .set((eb) => ({ roles, version: eb("version", "+", 1) }))
        .where("account_id", "=", accountId)
        .where("principal_uid", "=", uid)
        .returningAll()
        .executeTakeFirstOrThrow();
      return memberOf(row);
    },

    async remove(accountId, uid) {
      await db
        .deleteFrom("account_members")
        .where("account_id", "=", accountId)
        .where("principal_uid", "=", uid)
        .execute();
    },

    async listOwners(accountId) {
      const rows = await ofAccount(accountId)
        .where(sql<boolean>`'owner' = any(roles)`)
        .orderBy("created_at")
        .execute();
      return rows.map(memberOf);
    },

    async countOtherOwners(accountId, uid) {
      const row = await db
        .selectFrom("account_members")
        .select(sql<number>`count(*)::int`.as("count"))
        .where("account_id", "=", accountId)
        .where("principal_uid", "<>", uid)
        .where(sql<boolean>`'owner' = any(roles)`)
        .executeTakeFirstOrThrow();
      return row.count;
    },
  };
};
