import { randomUUIDv7 } from "node:crypto";
import type { IssuerLink, RegionId, Store } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import type { Database } from "../schema.ts";

const mostOfAnAccount = 1000;

const linkOf = (row: Selectable<Database["issuer_links"]>): IssuerLink => ({
  id: row.id,
  principalUid: row.principal_uid,
  email: row.email,
  region: row.region as RegionId,
  status: row.status,
  identity: row.issuer === null || row.subject === null ? undefined : { issuer: row.issuer, subject: row.subject },
  requestedAt: row.requested_at,
  linkedAt: row.linked_at ?? undefined,
  expiresAt: row.expires_at,
});

export const issuerLinksRepository = (db: Kysely<Database>): Store["issuerLinks"] => {
  const one = (id: string) => db.selectFrom("issuer_links").selectAll().where("id", "=", id);
  return {
    async request({ principalUid, email, region, requestedAt, expiresAt }) {
      await db
        .deleteFrom("issuer_links")
        .where("principal_uid", "=", principalUid)
        .where("region", "=", region)
        .where("status", "=", "pending")
        .execute();
      const row = await db
        .insertInto("issuer_links")
        .values({
          id: randomUUIDv7(),
          principal_uid: principalUid,
          email,
          region,
          status: "pending",
          requested_at: requestedAt,
          expires_at: expiresAt,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return linkOf(row);
    },

    async get(id) {
      const row = await one(id).executeTakeFirst();
      return row && linkOf(row);
    },

    async getForUpdate(id) {
      const row = await one(id).forUpdate().executeTakeFirst();
      return row && linkOf(row);
    },

    async addCode(id, codeHash) {
      const added = await db
        .insertInto("issuer_link_codes")
        .columns(["code_hash", "issuer_link_id"])
        .expression((eb) =>
          eb
            .selectFrom("issuer_links")
            .select([eb.val(codeHash).as("code_hash"), "id"])
            .where("id", "=", id)
            .where("status", "=", "pending"),
        )
        .returning("issuer_link_id")
        .executeTakeFirst();
      return added !== undefined;
    },

    async findByCode(codeHash) {
      const row = await db
        .selectFrom("issuer_links as link")
        .innerJoin("issuer_link_codes as code", "code.issuer_link_id", "link.id")
        .selectAll("link")
        .where("code.code_hash", "=", codeHash)
        .where("link.status", "=", "pending")
        .executeTakeFirst();
      return row && linkOf(row);
    },

    async link(id, { issuer, subject }, { at, expiresAt }) {
      await db.deleteFrom("issuer_link_codes").where("issuer_link_id", "=", id).execute();
      const row = await db
        .updateTable("issuer_links")
        .set({ status: "linked", issuer, subject, linked_at: at, expires_at: expiresAt })
        .where("id", "=", id)
        .where("status", "=", "pending")
        .returningAll()
        .executeTakeFirstOrThrow();
      return linkOf(row);
    },

    async findInForce({ issuer, subject }, now) {
      const row = await db
        .selectFrom("issuer_links")
        .selectAll()
        .where("issuer", "=", issuer)
        .where("subject", "=", subject)
        .where("status", "=", "linked")
        .where("expires_at", ">", now)
        .executeTakeFirst();
      return row && linkOf(row);
    },

    async unlink(id, by, at) {
      await db
        .updateTable("issuer_links")
        .set({ status: "unlinked", unlinked_at: at, unlinked_by: by })
        .where("id", "=", id)
        .where("status", "=", "linked")
        .execute();
    },

    async purge(before) {
      const { numDeletedRows } = await db
        .deleteFrom("issuer_links")
        .where((eb) =>
          eb.or([
            eb("unlinked_at", "<", before),
            eb.and([eb("status", "<>", "unlinked"), eb("expires_at", "<", before)]),
          ]),
        )
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },

    async listOf(principalUid) {
      const rows = await db
        .selectFrom("issuer_links")
        .selectAll()
        .where("principal_uid", "=", principalUid)
        .where("status", "<>", "unlinked")
        .orderBy("requested_at", "desc")
        .execute();
      return rows.map(linkOf);
    },

    async listOfAccount(accountId) {
      const rows = await db
        .selectFrom("issuer_links as link")
        .innerJoin("account_members as member", "member.principal_uid", "link.principal_uid")
        .selectAll("link")
        .where("member.account_id", "=", accountId)
        .where("link.status", "=", "linked")
        .orderBy("link.requested_at", "desc")
        .limit(mostOfAnAccount)
        .execute();
      return rows.map(linkOf);
    },
  };
};
