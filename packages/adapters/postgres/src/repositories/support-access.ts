import { randomUUIDv7 } from "node:crypto";
import type { Store, SupportAccess } from "@cogrion/domain";
import { supportAccessAnswerSeconds } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import { decodeCursor, isUuid, newestFirstCursor, newestFirstKeyOf, pageOf } from "../cursor.ts";
import type { Database } from "../schema.ts";

const cursorSchema = newestFirstCursor(isUuid);

const accessOf = (row: Selectable<Database["support_access"]>): SupportAccess => ({
  id: row.id,
  accountId: row.account_id,
  staff: { uid: row.staff_uid, email: row.staff_email },
  role: row.role,
  reason: row.reason,
  durationSeconds: row.duration_seconds,
  state: row.state,
  requestedAt: row.requested_at,
  decided: row.decided_at === null ? undefined : { at: row.decided_at, by: row.decided_by ?? "" },
  expiresAt: row.expires_at ?? undefined,
  ended: row.ended_at === null ? undefined : { at: row.ended_at, by: row.ended_by ?? "" },
});

/** Expiry is computed from the times, and never written as a state. */
const recordedState = ({ id, state }: SupportAccess): Database["support_access"]["state"] => {
  if (state === "lapsed" || state === "expired") throw new Error(`${id}: "${state}" is the clock's, not the table's`);
  return state;
};

export const supportAccessRepository = (db: Kysely<Database>): Store["supportAccess"] => {
  const one = (accountId: string, id: string) =>
    db.selectFrom("support_access").selectAll().where("id", "=", id).where("account_id", "=", accountId);

  return {
    async create({ accountId, staff, role, reason, durationSeconds, requestedAt }) {
      const row = await db
        .insertInto("support_access")
        .values({
          id: randomUUIDv7(),
          account_id: accountId,
          staff_uid: staff.uid,
          staff_email: staff.email,
          role,
          reason,
          duration_seconds: durationSeconds,
          state: "requested",
          requested_at: requestedAt,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return accessOf(row);
    },

    async get(accountId, id) {
      const row = await one(accountId, id).executeTakeFirst();
      return row && accessOf(row);
    },

    async getById(id) {
      const row = await db.selectFrom("support_access").selectAll().where("id", "=", id).executeTakeFirst();
      return row && accessOf(row);
    },

    async getForUpdate(accountId, id) {
      const row = await one(accountId, id).forNoKeyUpdate().executeTakeFirst();
      return row && accessOf(row);
    },

    async save(access) {
      await db
        .updateTable("support_access")
        .set({
          state: recordedState(access),
          decided_at: access.decided?.at ?? null,
          decided_by: access.decided?.by ?? null,
          expires_at: access.expiresAt ?? null,
          ended_at: access.ended?.at ?? null,
          ended_by: access.ended?.by ?? null,
        })
        .where("id", "=", access.id)
        .execute();
    },

    async list(filter, { limit, cursor }) {
      const after = decodeCursor(cursor, cursorSchema);
      const rows = await db
        .selectFrom("support_access")
        .selectAll()
        .$if("accountId" in filter, (query) =>
          query.where("account_id", "=", "accountId" in filter ? filter.accountId : ""),
        )
        .$if("staffUid" in filter, (query) =>
          query.where("staff_uid", "=", "staffUid" in filter ? filter.staffUid : ""),
        )
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(requested_at, id) < (${after?.createdAt}, ${after?.id})`),
        )
        .orderBy("requested_at", "desc")
        .orderBy("id", "desc")
        .limit(limit + 1)
        .execute();
      return pageOf(rows.map(accessOf), limit, ({ requestedAt, id }) =>
        newestFirstKeyOf({ createdAt: requestedAt, id }),
      );
    },

    async listOpen(accountId, staffUid, now) {
      const unansweredSince = new Date(now.getTime() - supportAccessAnswerSeconds * 1000);
      const rows = await db
        .selectFrom("support_access")
        .selectAll()
        .where("account_id", "=", accountId)
        .where("staff_uid", "=", staffUid)
        .where((eb) =>
          eb.or([
            eb.and([eb("state", "=", "requested"), eb("requested_at", ">", unansweredSince)]),
            eb.and([eb("state", "=", "approved"), eb("expires_at", ">", now)]),
          ]),
        )
        .execute();
      return rows.map(accessOf);
    },

    async inForce(staffUid, now) {
      const rows = await db
        .selectFrom("support_access")
        .select(["id", "account_id", "role", "expires_at"])
        .where("staff_uid", "=", staffUid)
        .where("state", "=", "approved")
        .where("expires_at", ">", now)
        .orderBy("id")
        .execute();
      return rows.map((row) => ({
        id: row.id,
        accountId: row.account_id,
        role: row.role,
        expiresAt: row.expires_at ?? now,
      }));
    },
  };
};
