import type { Identity, IdentityClaim, IdentityInRegion, SystemRole } from "../../identity/principal.ts";

/** Primary only. */
export type PrincipalRepository = {
  /**
   * Creates the principal on first encounter, or binds it to a further issuer, with an audit event.
   * @throws CogrionError `identity_mismatch` (and leaves an audit event) when the issuer's subject
   * or the e-mail address is bound otherwise.
   */
  resolve(claim: IdentityClaim): Promise<IdentityInRegion>;
  /** Changes nothing: undefined where the address is not bound to this subject of the issuer. */
  findBound(claim: IdentityClaim): Promise<IdentityInRegion | undefined>;
  findByEmail(email: string): Promise<Identity | undefined>;
  /** Those who are known, in no order. */
  findByEmails(emails: readonly string[]): Promise<Identity[]>;
  /** Locks the row until the transaction ends. */
  getForUpdate(email: string): Promise<Identity | undefined>;
  setSystemRoles(uid: string, systemRoles: SystemRole[]): Promise<void>;
  /** Everybody who has a system role, by address. */
  listStaff(): Promise<Identity[]>;
};
