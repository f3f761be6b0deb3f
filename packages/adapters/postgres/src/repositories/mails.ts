import { randomUUIDv7 } from "node:crypto";
import type { MailSubject, Store } from "@cogrion/domain";
import type { Expression, Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";

/** The table's own constraint enforces which columns a kind has. */
const subjectOf = (row: Selectable<Database["mails"]>): MailSubject => {
  const recipient = row.recipient ?? "";
  if (row.kind === "invitation")
    return { kind: row.kind, invitationId: row.invitation_id ?? "", generation: row.generation ?? 0 };
  if (row.kind === "sign_in_grant") return { kind: row.kind, signInGrantId: row.sign_in_grant_id ?? "", recipient };
  if (row.kind === "support_access_request")
    return { kind: row.kind, supportAccessId: row.support_access_id ?? "", recipient };
  return { kind: row.kind, issuerLinkId: row.issuer_link_id ?? "", recipient };
};

/** The columns that say what the mail is about. */
const columnsOf = (mail: MailSubject) => {
  if (mail.kind === "invitation") return { invitation_id: mail.invitationId, generation: mail.generation };
  if (mail.kind === "sign_in_grant") return { sign_in_grant_id: mail.signInGrantId, recipient: mail.recipient };
  if (mail.kind === "support_access_request")
    return { support_access_id: mail.supportAccessId, recipient: mail.recipient };
  return { issuer_link_id: mail.issuerLinkId, recipient: mail.recipient };
};

/**
 * The address without the part from "+" to "@", because most servers deliver those to one mailbox.
 * The index uses the same expression.
 */
const mailboxOf = (email: Expression<string> | string) => sql<string>`regexp_replace(${email}, '\\+[^@]*@', '@')`;

export const mailsRepository = (db: Kysely<Database>): Store["mails"] => ({
  async enqueue(mail, at) {
    await db
      .insertInto("mails")
      .values({ id: randomUUIDv7(), kind: mail.kind, created_at: at, ...columnsOf(mail) })
      .execute();
  },

  async lockMailbox(email, since) {
    // A separate statement: the next one then sees what was committed while this one waited.
    await sql`select pg_advisory_xact_lock(hashtextextended('mailbox ' || ${mailboxOf(email)}, 0))`.execute(db);
    const rows = await db
      .selectFrom("mails as mail")
      .innerJoin("invitations as invitation", "invitation.id", "mail.invitation_id")
      .select(["invitation.account_id", "mail.created_at"])
      .where((eb) => eb(mailboxOf(eb.ref("invitation.email")), "=", mailboxOf(email)))
      .where("invitation.renewed_at", ">", since)
      .where("mail.created_at", ">", since)
      .unionAll(
        db
          .selectFrom("mails as mail")
          .innerJoin("sign_in_grants as granted", "granted.id", "mail.sign_in_grant_id")
          .innerJoin("workspaces as workspace", "workspace.id", "granted.workspace_id")
          .select(["workspace.account_id", "mail.created_at"])
          .where("granted.kind", "=", "person")
          .where((eb) => eb(mailboxOf(eb.ref("granted.value")), "=", mailboxOf(email)))
          .where("granted.created_at", ">", since)
          .where("mail.created_at", ">", since),
      )
      .orderBy("created_at", "desc")
      .execute();
    return rows.map((row) => ({ accountId: row.account_id, at: row.created_at }));
  },

  async claim(leaseSeconds) {
    const row = await db
      .updateTable("mails")
      .set((eb) => ({
        attempts: eb("attempts", "+", 1),
        due_at: sql<Date>`clock_timestamp() + make_interval(secs => ${leaseSeconds})`,
      }))
      .where("id", "=", (eb) =>
        eb
          .selectFrom("mails")
          .select("id")
          .where("status", "=", "queued")
          .where("due_at", "<=", sql<Date>`clock_timestamp()`)
          .orderBy("due_at")
          .orderBy("position")
          .limit(1)
          .forUpdate()
          .skipLocked(),
      )
      .returningAll()
      .executeTakeFirst();
    return row && { id: row.id, attempts: row.attempts, ...subjectOf(row) };
  },

  async close(id, status) {
    await db
      .updateTable("mails")
      .set({ status, closed_at: sql<Date>`clock_timestamp()` })
      .where("id", "=", id)
      .where("status", "=", "queued")
      .execute();
  },

  async postpone(id, delaySeconds) {
    await db
      .updateTable("mails")
      .set({ due_at: sql<Date>`clock_timestamp() + make_interval(secs => ${delaySeconds})` })
      .where("id", "=", id)
      .where("status", "=", "queued")
      .execute();
  },

  async queued() {
    const row = await db
      .selectFrom("mails")
      .select((eb) => [sql<number>`count(*)::int`.as("count"), eb.fn.min("created_at").as("oldest_at")])
      .where("status", "=", "queued")
      .executeTakeFirstOrThrow();
    return { count: row.count, oldestAt: row.oldest_at ?? undefined };
  },
});
