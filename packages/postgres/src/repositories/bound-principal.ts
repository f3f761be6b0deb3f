import type { IdentityInRegion, SystemRole } from "@cogrion/domain";
import DataLoader from "dataloader";
import type { Ask, Statement } from "../connection/statement.ts";
import { membershipsOf } from "./memberships.ts";

/** Who an address is, with the subject that the issuer's tokens have to carry; null where the issuer was not met yet. */
export type BoundPrincipal = {
  uid: string;
  email: string;
  kind: "user" | "service";
  external_id: string;
  system_roles: SystemRole[];
  subject: string | null;
} & Pick<IdentityInRegion, "accounts">;

export type FindBoundPrincipal = (email: string, issuer: string) => Promise<BoundPrincipal | undefined>;

type Row = BoundPrincipal & { position: string };

/** All that the region has to know of those who sign requests, so that a request costs it one statement or less. */
const boundPrincipals: Statement = {
  name: "bound-principals",
  text: `
    select asked.position, principal.uid, principal.email, principal.kind, principal.external_id, principal.system_roles,
           identity.subject, ${membershipsOf("principal.uid")} as accounts
    from unnest($1::text[], $2::text[]) with ordinality as asked (email, issuer, position)
    join principals as principal on principal.email = asked.email
    left join principal_identities as identity on identity.principal_uid = principal.uid and identity.issuer = asked.issuer`,
};

type Asked = { email: string; issuer: string };

const findAll = async (ask: Ask, asked: readonly Asked[]): Promise<(BoundPrincipal | undefined)[]> => {
  const values = [asked.map(({ email }) => email), asked.map(({ issuer }) => issuer)];
  const found = new Map<number, Row>();
  for (const row of await ask<Row>(boundPrincipals, values)) found.set(Number(row.position) - 1, row);
  return asked.map((_, position) => found.get(position));
};

const maxTogether = 100;

/**
 * Requests whose heads arrive in one turn of the event loop ask together. Nothing is kept: each answer is read after its request came, and goes to that
 * request alone.
 */
export const findBoundTogether = (ask: Ask): FindBoundPrincipal => {
  const loader = new DataLoader<Asked, BoundPrincipal | undefined>((asked) => findAll(ask, asked), {
    cache: false,
    maxBatchSize: maxTogether,
    batchScheduleFn: setImmediate,
  });
  return (email, issuer) => loader.load({ email, issuer });
};

/** Within a transaction, which sees what it has written itself. */
export const findBoundAlone =
  (ask: Ask): FindBoundPrincipal =>
  async (email, issuer) =>
    (await findAll(ask, [{ email, issuer }]))[0];
