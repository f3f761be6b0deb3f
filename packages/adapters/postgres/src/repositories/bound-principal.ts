import type { IdentityInRegion, SystemRole } from "@cogrion/domain";
import type { Statement } from "../connection/statement.ts";
import { membershipsOf } from "./memberships.ts";

/**
 * Who an address is, with the subject that the issuer's tokens have to carry; null where the issuer
 * was not met yet.
 */
export type BoundPrincipal = {
  position: string;
  uid: string;
  email: string;
  kind: "user" | "service";
  external_id: string;
  system_roles: SystemRole[];
  subject: string | null;
} & Pick<IdentityInRegion, "accounts">;

/** All that the region has to know of who signs a request, by address and issuer. */
export const boundPrincipals: Statement = {
  name: "bound-principals",
  text: `
    select asked.position, principal.uid, principal.email, principal.kind, principal.external_id, principal.system_roles,
           identity.subject, ${membershipsOf("principal.uid")} as accounts
    from unnest($1::text[], $2::text[]) with ordinality as asked (email, issuer, position)
    join principals as principal on principal.email = asked.email
    left join principal_identities as identity on identity.principal_uid = principal.uid and identity.issuer = asked.issuer`,
};
