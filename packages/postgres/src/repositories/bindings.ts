import type { IdentityInRegion, Store } from "@cogrion/domain";
import { normalizedEmailOf } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import type { Ask, Statement } from "../connection/statement.ts";
import type { Database } from "../schema.ts";
import { refuseIdentity } from "./identity-refusal.ts";
import { membershipsOf } from "./memberships.ts";

type Row = Selectable<Database["principal_bindings"]> & Pick<IdentityInRegion, "accounts">;

const bindings: Statement = {
  name: "principal-bindings",
  text: `
    select email, subject, principal_uid, ${membershipsOf("principal_bindings.principal_uid")} as accounts
    from principal_bindings where issuer = $1 and (email = $2 or subject = $3)`,
};

export const bindingsRepository = (db: Kysely<Database>, ask: Ask): Store["bindings"] => ({
  async find(token) {
    const email = normalizedEmailOf(token.email);
    const rows = await ask<Row>(bindings, [token.issuer, email, token.subject]);
    if (rows.length === 0) return undefined;
    const own = rows.find((row) => row.email === email && row.subject === token.subject);
    if (own === undefined || rows.length > 1) throw await refuseIdentity(db, token);
    return { uid: own.principal_uid, accounts: own.accounts };
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
