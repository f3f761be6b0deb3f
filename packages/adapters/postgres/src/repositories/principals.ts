import { randomUUIDv7 } from "node:crypto";
import type { AuditEvent, Identity, IdentityClaim, IdentityInRegion, Store, SystemRole } from "@cogrion/domain";
import { normalizedEmailOf, servicePrincipalIdOfAddress } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import type { Ask, Statement } from "../connection/statement.ts";
import { single, batched } from "../connection/batched.ts";
import type { Database } from "../schema.ts";
import { auditRepository } from "./audit.ts";
import type { BoundPrincipal } from "./bound-principal.ts";
import { boundPrincipals } from "./bound-principal.ts";
import { refuseIdentity, auditBinding } from "./identity-audit.ts";

type PrincipalRow = Omit<Selectable<Database["principals"]>, "created_at">;

const identityOf = (row: PrincipalRow): Identity => ({
  uid: row.uid,
  email: row.email,
  kind: row.kind,
  externalId: row.external_id,
  systemRoles: row.system_roles,
});

/** `pending`: like the audit repository's. */
export const principalsRepository = (db: Kysely<Database>, ask: Ask, pending?: AuditEvent[]): Store["principals"] => {
  const askBound = (db.isTransaction ? single : batched)<BoundPrincipal>(ask, boundPrincipals);
  return {
    async resolve(token) {
      const email = normalizedEmailOf(token.email);
      const [known] = await askBound(email, token.issuer);
      if (known !== undefined && known.subject === token.subject) return inRegion(known);
      const isFirstEncounter = known === undefined || known.subject === null;
      if (isFirstEncounter && (await bind(db, email, token, pending))) {
        const [bound] = await askBound(email, token.issuer);
        if (bound !== undefined && bound.subject === token.subject) return inRegion(bound);
      }
      throw await refuseIdentity(db, token);
    },

    async findBound(claim) {
      const [known] = await askBound(normalizedEmailOf(claim.email), claim.issuer);
      return known !== undefined && known.subject === claim.subject ? inRegion(known) : undefined;
    },

    async findByEmail(email) {
      const [row] = await ask<PrincipalRow>(principalsByEmail, [[normalizedEmailOf(email)]]);
      return row && identityOf(row);
    },

    async findByEmails(emails) {
      return (await ask<PrincipalRow>(principalsByEmail, [emails.map(normalizedEmailOf)])).map(identityOf);
    },

    async getForUpdate(email) {
      const row = await db
        .selectFrom("principals")
        .selectAll()
        .where("email", "=", normalizedEmailOf(email))
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row && identityOf(row);
    },

    async setSystemRoles(uid, systemRoles) {
      await db.updateTable("principals").set({ system_roles: systemRoles }).where("uid", "=", uid).execute();
    },

    async listStaff() {
      const rows = await db
        .selectFrom("principals")
        .selectAll()
        .where("system_roles", "<>", sql<SystemRole[]>`'{}'`)
        .orderBy("email")
        .execute();
      return rows.map(identityOf);
    },
  };
};

const inRegion = (row: BoundPrincipal): IdentityInRegion => ({ ...identityOf(row), accounts: row.accounts });

/** The other regions call this for each of their requests. */
const principalsByEmail: Statement = {
  name: "principals-by-email",
  text: "select uid, email, kind, external_id, system_roles from principals where email = any($1::text[])",
};

/**
 * The first sign-in of an address, or at another issuer of its principal. A conflicting insert
 * waits for the other transaction and then does nothing. So of two simultaneous first sign-ins one
 * writes, with its audit event, and both read the same. Returns false, and writes nothing, if the
 * subject belongs to another principal.
 */
const bind = async (
  db: Kysely<Database>,
  email: string,
  token: IdentityClaim,
  pending: AuditEvent[] | undefined,
): Promise<boolean> => {
  const work = async (tx: Kysely<Database>): Promise<boolean> => {
    // If two addresses arrive with one subject at once, the later one must find it taken before it
    // creates a principal.
    const subject = `principal_identity ${token.issuer} ${token.subject}`;
    await sql`select pg_advisory_xact_lock(hashtextextended(${subject}, 0))`.execute(tx);
    const owner = await tx
      .selectFrom("principal_identities as identity")
      .innerJoin("principals as principal", "principal.uid", "identity.principal_uid")
      .select("principal.email")
      .where("identity.issuer", "=", token.issuer)
      .where("identity.subject", "=", token.subject)
      .executeTakeFirst();
    if (owner !== undefined) return owner.email === email;
    // The region created a service principal under its own id, so the record gets that id.
    const serviceId = servicePrincipalIdOfAddress(email);
    const created = await tx
      .insertInto("principals")
      .values({
        uid: serviceId ?? randomUUIDv7(),
        email,
        kind: serviceId === undefined ? "user" : "service",
        external_id: token.subject,
      })
      .onConflict((conflict) => conflict.column("email").doNothing())
      .returning("uid")
      .executeTakeFirst();
    const { uid } =
      created ?? (await tx.selectFrom("principals").select("uid").where("email", "=", email).executeTakeFirstOrThrow());
    const bound = await tx
      .insertInto("principal_identities")
      .values({ principal_uid: uid, issuer: token.issuer, subject: token.subject })
      .onConflict((conflict) => conflict.doNothing())
      .returning("principal_uid")
      .executeTakeFirst();
    // Last, because the head of the chain is locked from here to the commit.
    if (bound !== undefined)
      await auditBinding(auditRepository(tx, pending), token, { uid, isNew: created !== undefined });
    return true;
  };
  return db.isTransaction ? work(db) : db.transaction().execute(work);
};
