import { CogrionError, trustedRegionOf } from "@cogrion/domain";
import type { InternalHandlerDeps, InternalHandlers } from "./deps.ts";

type Principals = Pick<InternalHandlers, "getPrincipal" | "lookUpPrincipals" | "resolvePrincipal">;

export const createPrincipalHandlers = ({ store, environment }: InternalHandlerDeps): Principals => ({
  async getPrincipal({ query }) {
    const identity = await store.principals.findByEmail(query.email);
    if (identity !== undefined) return { status: 200, body: identity };
    throw new CogrionError("principal_not_found", { detail: "No principal with this address has signed in yet." });
  },

  async lookUpPrincipals({ body }) {
    return { status: 200, body: { principals: await store.principals.findByEmails(body.emails) } };
  },

  // Another region's first encounter with a principal. It is created and bound here, so that there is one record.
  async resolvePrincipal({ body: { origin, ...claim } }) {
    // The calling region has checked already. Its token must still not bind what no realm of this environment signs.
    if (trustedRegionOf(claim.issuer, environment) === undefined) {
      throw new CogrionError("token_invalid", {
        detail: "The principal was rejected: its issuer is not a realm of this environment.",
        meta: { reason: "issuer" },
      });
    }
    const from = { sourceIp: origin?.source_ip, requestId: origin?.request_id };
    return { status: 200, body: await store.principals.resolve({ ...claim, origin: from }) };
  },
});
