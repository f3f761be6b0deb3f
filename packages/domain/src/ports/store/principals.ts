import type { Identity, IdentityClaim, IdentityInRegion, SystemRole } from "../../identity/principal.ts";

/** Primary only. */
export type PrincipalRepository = {
  /**
   * Creates the principal at the first sign-in, or binds it to another issuer, with an audit event.
   * @throws CogrionError `identity_mismatch` (and leaves an audit event) if the issuer's subject or
   * the e-mail address is already bound to something else.
   */
  resolve(claim: IdentityClaim): Promise<IdentityInRegion>;
  /** Changes nothing. Undefined if the address is not bound to this subject of the issuer. */
  findBound(claim: IdentityClaim): Promise<IdentityInRegion | undefined>;
  findByEmail(email: string): Promise<Identity | undefined>;
  /** The known ones, in no particular order. */
  findByEmails(emails: readonly string[]): Promise<Identity[]>;
  /** Locks the row until the transaction ends. */
  getForUpdate(email: string): Promise<Identity | undefined>;
  setSystemRoles(uid: string, systemRoles: SystemRole[]): Promise<void>;
  /** Everyone who has a system role, by address. */
  listStaff(): Promise<Identity[]>;
};
