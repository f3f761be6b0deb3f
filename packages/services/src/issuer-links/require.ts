import { CogrionError } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requirePerson } from "../access/require.ts";

/**
 * Only the region's own realm may decide who acts as a person here; a linked sign-in, or a staff
 * sign-in from the primary region, must not. @throws CogrionError `own_sign_in_required`,
 * `people_only`
 */
export const requireOwnSignIn = (caller: Caller): void => {
  requirePerson(caller);
  if (caller.isOwnSignIn === true) return;
  throw new CogrionError("own_sign_in_required", {
    detail: "You are signed in with another region's sign-in. Sign in at this region, then repeat the request.",
  });
};

export const issuerLinkNotFound = (): CogrionError =>
  new CogrionError("issuer_link_not_found", {
    detail:
      "You have no issuer link with this id or code. A code works once, for 30 minutes, for the person who requested it, and a newer request replaces it.",
  });
