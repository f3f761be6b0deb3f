import { CogrionError, isServiceAddress, trustedRegionOf } from "@cogrion/domain";
import type { InternalHandlerDeps, InternalHandlers } from "./deps.ts";

type Principals = Pick<InternalHandlers, "getPrincipal" | "lookUpPrincipals" | "resolvePrincipal">;

const unknown = () =>
  new CogrionError("principal_not_found", { detail: "No principal with this address has signed in yet." });

export const createPrincipalHandlers = ({ store, place }: InternalHandlerDeps): Principals => ({
  async getPrincipal({ query }) {
    const identity = await store.principals.findByEmail(query.email);
    if (identity === undefined) throw unknown();
    return { status: 200, body: identity };
  },

  async lookUpPrincipals({ body }) {
    return { status: 200, body: { principals: await store.principals.findByEmails(body.emails) } };
  },

  // A principal's first sign-in in another region. It is created and bound here, so that only one
  // record exists.
  async resolvePrincipal({ body: { origin, ...claim }, caller }) {
    // The calling region has verified the token. Its credential must still not bind what its own
    // realm does not sign.
    const issuerRegion = trustedRegionOf(claim.issuer, place.environment);
    if (issuerRegion === place.region && !isServiceAddress(claim.email)) {
      const bound = await store.principals.findBound(claim);
      if (bound === undefined) throw unknown();
      return { status: 200, body: bound };
    }
    if (issuerRegion !== caller.region) {
      throw new CogrionError("region_forbidden", {
        detail: "The principal was rejected: its issuer is not the realm of the calling region.",
      });
    }
    const from = { sourceIp: origin?.source_ip, requestId: origin?.request_id };
    return { status: 200, body: await store.principals.resolve({ ...claim, origin: from }) };
  },
});
