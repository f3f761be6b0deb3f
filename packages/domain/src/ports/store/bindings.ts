import type { CogrionError } from "../../errors/error.ts";
import type { IdentityClaim, IdentityInRegion } from "../../identity/principal.ts";

/**
 * Only outside the primary region: the primary's answers about which principal is bound to which
 * subject.
 */
export type BindingRepository = {
  /**
   * The principal's uid and memberships; undefined at the first sign-in. @throws CogrionError
   * `identity_mismatch` (and leaves an audit event)
   */
  find(claim: IdentityClaim): Promise<Pick<IdentityInRegion, "uid" | "accounts"> | undefined>;
  add(claim: IdentityClaim, uid: string): Promise<void>;
  /** Leaves an audit event, and returns the error to throw. */
  refuse(claim: IdentityClaim): Promise<CogrionError>;
};
