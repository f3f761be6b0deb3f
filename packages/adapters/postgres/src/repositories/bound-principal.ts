import type { IdentityInRegion, SystemRole } from "@cogrion/domain";
import type { Statement } from "../connection/statement.ts";
import { membershipsOf } from "./memberships.ts";

/**
 * The principal of an address, with the subject that the issuer's tokens must have; null if the
 * issuer is new for this principal.
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

/**
 * Everything that the region needs to know about the caller of a request, by address and issuer.
 */
export const boundPrincipals: Statement = {
  name: "bound-principals",
  text: `
    select asked.position, principal.uid, principal.email, principal.kind, principal.external_id, principal.system_roles,
           identity.subject, ${membershipsOf("principal.uid")} as accounts
    from unnest($1::text[], $2::text[]) with ordinality as asked (email, issuer, position)
    join principals as principal on principal.email = asked.email
    left join principal_identities as identity on identity.principal_uid = principal.uid and identity.issuer = asked.issuer`,
};
