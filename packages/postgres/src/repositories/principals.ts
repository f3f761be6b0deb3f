import { randomUUIDv7 } from "node:crypto";
import type { Identity, IdentityClaim, Store } from "@cogrion/domain";
import { normalizedEmailOf } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import type { Database } from "../schema.ts";
import { refuseIdentity } from "./identity-refusal.ts";

const identityOf = (row: Selectable<Database["principals"]>): Identity => ({
  uid: row.uid,
  email: row.email,
  kind: row.kind,
  externalId: row.external_id,
  systemRoles: row.system_roles,
});

export const principalsRepository = (db: Kysely<Database>): Store["principals"] => ({
  async resolve(token) {
    const email = normalizedEmailOf(token.email);
    const known = await findBound(db, email, token.issuer);
    if (known !== undefined && known.subject === token.subject) return identityOf(known);
    const isFirstEncounter = known === undefined || known.subject === null;
    if (isFirstEncounter && (await bind(db, email, token))) {
      const bound = await findBound(db, email, token.issuer);
      if (bound !== undefined && bound.subject === token.subject) return identityOf(bound);
    }
    throw await refuseIdentity(db, token);
  },

  async findByEmail(email) {
    const row = await db
      .selectFrom("principals")
      .selectAll()
      .where("email", "=", normalizedEmailOf(email))
      .executeTakeFirst();
    return row && identityOf(row);
  },
});

const findBound = (db: Kysely<Database>, email: string, issuer: string) =>
  db
    .selectFrom("principals as principal")
    .leftJoin("principal_identities as identity", (join) =>
      join.onRef("identity.principal_uid", "=", "principal.uid").on("identity.issuer", "=", issuer),
    )
    .selectAll("principal")
    .select("identity.subject")
    .where("principal.email", "=", email)
    .executeTakeFirst();

/**
 * The first encounter with an address, or with an issuer of its principal. Conflicts wait for the other transaction and then do nothing, so that of
 * two simultaneous first sign-ins one writes and both read the same. False, and nothing written, where the subject is another principal's.
 */
const bind = async (db: Kysely<Database>, email: string, token: IdentityClaim): Promise<boolean> => {
  const work = async (tx: Kysely<Database>): Promise<boolean> => {
    const owner = await tx
      .selectFrom("principal_identities as identity")
      .innerJoin("principals as principal", "principal.uid", "identity.principal_uid")
      .select("principal.email")
      .where("identity.issuer", "=", token.issuer)
      .where("identity.subject", "=", token.subject)
      .executeTakeFirst();
    if (owner !== undefined) return owner.email === email;
    await tx
      .insertInto("principals")
      .values({ uid: randomUUIDv7(), email, kind: "user", external_id: token.subject })
      .onConflict((conflict) => conflict.column("email").doNothing())
      .execute();
    const { uid } = await tx
      .selectFrom("principals")
      .select("uid")
      .where("email", "=", email)
      .executeTakeFirstOrThrow();
    await tx
      .insertInto("principal_identities")
      .values({ principal_uid: uid, issuer: token.issuer, subject: token.subject })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return true;
  };
  return db.isTransaction ? work(db) : db.transaction().execute(work);
};
