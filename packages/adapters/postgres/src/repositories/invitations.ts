import { randomUUIDv7 } from "node:crypto";
import type { Invitation, MailStatus, Store } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import { decodeCursor, isUuid, newestFirstCursor, newestFirstKeyOf, pageOf } from "../cursor.ts";
import type { Database } from "../schema.ts";

const cursorSchema = newestFirstCursor(isUuid);

const invitationOf = (row: Selectable<Database["invitations"]> & { mail_status: MailStatus | null }): Invitation => ({
  id: row.id,
  accountId: row.account_id,
  email: row.email,
  roles: row.roles,
  invitedBy: row.invited_by,
  status: row.status,
  generation: row.generation,
  createdAt: row.created_at,
  renewedAt: row.renewed_at,
  expiresAt: row.expires_at,
  acceptedBy: row.accepted_by ?? undefined,
  mail: row.mail_status ?? "queued",
});

const selectInvitations = (db: Kysely<Database>) =>
  db
    .selectFrom("invitations as invitation")
    .selectAll("invitation")
    .select((eb) =>
      eb
        .selectFrom("mails")
        .select("mails.status")
        .whereRef("mails.invitation_id", "=", "invitation.id")
        .orderBy("mails.position", "desc")
        .limit(1)
        .as("mail_status"),
    );

export const invitationsRepository = (db: Kysely<Database>): Store["invitations"] => {
  const pending = (accountId: string) =>
    selectInvitations(db).where("invitation.account_id", "=", accountId).where("invitation.status", "=", "pending");
  const close = async (id: string, change: { status: "accepted" | "revoked"; accepted_by?: string }): Promise<void> => {
    await db
      .updateTable("invitations")
      .set({ ...change, closed_at: sql<Date>`clock_timestamp()` })
      .where("id", "=", id)
      .where("status", "=", "pending")
      .execute();
  };

  return {
    async create({ accountId, email, roles, invitedBy, at, expiresAt }) {
      const row = await db
        .insertInto("invitations")
        .values({
          id: randomUUIDv7(),
          account_id: accountId,
          email,
          roles,
          invited_by: invitedBy,
          created_at: at,
          renewed_at: at,
          expires_at: expiresAt,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return invitationOf({ ...row, mail_status: null });
    },

    async get(accountId, id) {
      const row = await selectInvitations(db)
        .where("invitation.id", "=", id)
        .where("invitation.account_id", "=", accountId)
        .executeTakeFirst();
      return row && invitationOf(row);
    },

    async getById(id) {
      const row = await selectInvitations(db).where("invitation.id", "=", id).executeTakeFirst();
      return row && invitationOf(row);
    },

    async list(accountId, { limit, cursor }) {
      const after = decodeCursor(cursor, cursorSchema);
      const rows = await selectInvitations(db)
        .where("invitation.account_id", "=", accountId)
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(invitation.created_at, invitation.id) < (${after?.createdAt}, ${after?.id})`),
        )
        .orderBy("invitation.created_at", "desc")
        .orderBy("invitation.id", "desc")
        .limit(limit + 1)
        .execute();
      return pageOf(rows.map(invitationOf), limit, newestFirstKeyOf);
    },

    async findPending(accountId, email) {
      const row = await pending(accountId).where("invitation.email", "=", email).executeTakeFirst();
      return row && invitationOf(row);
    },

    async countPending(accountId) {
      const row = await db
        .selectFrom("invitations")
        .select(sql<number>`count(*)::int`.as("count"))
        .where("account_id", "=", accountId)
        .where("status", "=", "pending")
        .executeTakeFirstOrThrow();
      return row.count;
    },

    async listPendingBy(accountId, invitedBy) {
      const rows = await pending(accountId).where("invitation.invited_by", "=", invitedBy).execute();
      return rows.map(invitationOf);
    },

    async renew(id, { invitedBy, at, expiresAt }) {
      await db.deleteFrom("invitation_tokens").where("invitation_id", "=", id).execute();
      const row = await db
        .updateTable("invitations")
        .set((eb) => ({
          generation: eb("generation", "+", 1),
          invited_by: invitedBy,
          renewed_at: at,
          expires_at: expiresAt,
        }))
        .where("id", "=", id)
        .returningAll()
        .executeTakeFirstOrThrow();
      return invitationOf({ ...row, mail_status: null });
    },

    accept: (id, uid) => close(id, { status: "accepted", accepted_by: uid }),
    revoke: (id) => close(id, { status: "revoked" }),

    async addToken(id, generation, secretHash) {
      const result = await db
        .insertInto("invitation_tokens")
        .columns(["secret_hash", "invitation_id", "generation"])
        .expression((eb) =>
          eb
            .selectFrom("invitations")
            .select([sql<string>`${secretHash}`.as("secret_hash"), "id", "generation"])
            .where("id", "=", id)
            .where("generation", "=", generation)
            .where("status", "=", "pending")
            .forKeyShare(),
        )
        .executeTakeFirst();
      return result.numInsertedOrUpdatedRows === 1n;
    },

    async findByToken(secretHash) {
      const row = await selectInvitations(db)
        .innerJoin("invitation_tokens as token", (join) =>
          join
            .onRef("token.invitation_id", "=", "invitation.id")
            .onRef("token.generation", "=", "invitation.generation"),
        )
        .where("token.secret_hash", "=", secretHash)
        .executeTakeFirst();
      return row && invitationOf(row);
    },

    async purge(before, limit) {
      const result = await db
        .deleteFrom("invitations")
        .where("id", "in", (eb) =>
          eb
            .selectFrom("invitations")
            .select("id")
            .where(sql<boolean>`coalesce(closed_at, expires_at) < ${before}`)
            .limit(limit),
        )
        .executeTakeFirst();
      return Number(result.numDeletedRows);
    },
  };
};
