import type { Identity, IdentityClaim } from "../identity/principal.ts";

/** The primary's record of principals, as other regions read it. */
export type PrimaryPrincipals = {
  /** @throws CogrionError `dependency_unavailable` if the primary is unavailable */
  findByEmail(email: string): Promise<Identity | undefined>;
  /**
   * Creates the principal, or binds it to the issuer's subject, at the first sign-in. @throws
   * CogrionError `identity_mismatch`, `dependency_unavailable`
   */
  resolve(claim: IdentityClaim): Promise<Identity>;
};
