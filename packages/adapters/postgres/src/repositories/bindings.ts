import type { IdentityInRegion, Store } from "@cogrion/domain";
import { normalizedEmailOf } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import type { Ask, Statement } from "../connection/statement.ts";
import { single, batched } from "../connection/batched.ts";
import type { Database } from "../schema.ts";
import { refuseIdentity } from "./identity-audit.ts";
import { membershipsOf } from "./memberships.ts";

type Row = Selectable<Database["principal_bindings"]> & Pick<IdentityInRegion, "accounts"> & { position: string };

/** The row of the address and the row of the subject; normally they are the same. */
const bindings: Statement = {
  name: "principal-bindings",
  text: `
    select asked.position, binding.email, binding.subject, binding.principal_uid,
           ${membershipsOf("binding.principal_uid")} as accounts
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality as asked (issuer, email, subject, position)
    join principal_bindings as binding
      on binding.issuer = asked.issuer and (binding.email = asked.email or binding.subject = asked.subject)`,
};

export const bindingsRepository = (db: Kysely<Database>, ask: Ask): Store["bindings"] => {
  const askBindings = (db.isTransaction ? single : batched)<Row>(ask, bindings);
  return {
    async find(token) {
      const email = normalizedEmailOf(token.email);
      const rows = await askBindings(token.issuer, email, token.subject);
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
  };
};
