import { randomUUIDv7 } from "node:crypto";
import type { Account, Store } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import { decodeCursor, isUuid, newestFirstCursor, newestFirstKeyOf, pageOf } from "../cursor.ts";
import type { Database } from "../schema.ts";
import { maxMembershipsRead } from "./memberships.ts";

const cursorSchema = newestFirstCursor(isUuid);

const accountOf = (row: Selectable<Database["accounts"]>): Account => ({
  id: row.id,
  name: row.name,
  version: row.version,
  createdAt: row.created_at,
});

export const accountsRepository = (db: Kysely<Database>): Store["accounts"] => ({
  async create({ name, owner }) {
    const id = randomUUIDv7();
    const row = await db
      .with("account", (cte) => cte.insertInto("accounts").values({ id, name }).returningAll())
      .with("owner", (cte) =>
        cte
          .insertInto("account_members")
          .values({ account_id: id, principal_uid: owner.uid, email: owner.email, roles: ["owner"] }),
      )
      .selectFrom("account")
      .selectAll()
      .executeTakeFirstOrThrow();
    return accountOf(row);
  },

  async get(id) {
    const row = await db.selectFrom("accounts").selectAll().where("id", "=", id).executeTakeFirst();
    return row && accountOf(row);
  },

  async getForUpdate(id) {
    const row = await db.selectFrom("accounts").selectAll().where("id", "=", id).forNoKeyUpdate().executeTakeFirst();
    return row && accountOf(row);
  },

  async rename(id, name) {
    const row = await db
      .updateTable("accounts")
      .set((eb) => ({ name, version: eb("version", "+", 1), updated_at: sql<Date>`clock_timestamp()` }))
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
    return accountOf(row);
  },

  async listForPrincipal(uid, { limit, cursor }) {
    const after = decodeCursor(cursor, cursorSchema);
    const rows = await db
      .selectFrom("account_members as member")
      .innerJoin("accounts as account", "account.id", "member.account_id")
      .selectAll("account")
      .where("member.principal_uid", "=", uid)
      .$if(after !== undefined, (query) =>
        query.where(sql<boolean>`(account.created_at, account.id) < (${after?.createdAt}, ${after?.id})`),
      )
      .orderBy("account.created_at", "desc")
      .orderBy("account.id", "desc")
      .limit(limit + 1)
      .execute();
    return pageOf(rows.map(accountOf), limit, newestFirstKeyOf);
  },

  async rolesOf(uid) {
    const rows = await db
      .selectFrom("account_members")
      .select(["account_id", "roles"])
      .where("principal_uid", "=", uid)
      .orderBy("account_id")
      .limit(maxMembershipsRead)
      .execute();
    return rows.map((row) => ({ id: row.account_id, roles: row.roles }));
  },
});
