import type { Store } from "@cogrion/domain";
import { normalizedEmailOf } from "@cogrion/domain";
import type { Kysely } from "kysely";
import type { Database } from "../schema.ts";
import { refuseIdentity } from "./identity-refusal.ts";

export const bindingsRepository = (db: Kysely<Database>): Store["bindings"] => ({
  async find(token) {
    const email = normalizedEmailOf(token.email);
    const rows = await db
      .selectFrom("principal_bindings")
      .select(["email", "subject", "principal_uid"])
      .where("issuer", "=", token.issuer)
      .where((where) => where.or([where("email", "=", email), where("subject", "=", token.subject)]))
      .execute();
    if (rows.length === 0) return undefined;
    const own = rows.find((row) => row.email === email && row.subject === token.subject);
    if (own === undefined || rows.length > 1) throw await refuseIdentity(db, token);
    return own.principal_uid;
  },

  async add(token, uid) {
    await db
      .insertInto("principal_bindings")
      .values({
        issuer: token.issuer,
        email: normalizedEmailOf(token.email),
        subject: token.subject,
        principal_uid: uid,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  },

  refuse: (token) => refuseIdentity(db, token),
});
