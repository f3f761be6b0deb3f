import type { RequestOrigin } from "../audit/event.ts";
import type { Permission, Role } from "./role.ts";
import { isForPeople, mayRoles } from "./role.ts";
import type { SupportRole } from "./support-access.ts";

export const systemRoles = ["operator", "support"] as const;
/** Roles of Cogrion's own staff, for all accounts. */
export type SystemRole = (typeof systemRoles)[number];

/**
 * What a system role allows in accounts where its holder is not a member. Operators see what is
 * being provisioned, because they run it, but no names, people, audits or tokens. Everything else
 * requires a membership, or support access that an owner has approved.
 */
export const systemPermissions: Record<SystemRole, readonly Permission[]> = {
  operator: ["workspace.read"],
  support: [],
};

/** A principal's identity, the same in every region: the primary's record, without memberships. */
export type Identity = {
  uid: string;
  email: string;
  kind: "user" | "service";
  /** The subject at the issuer of the first sign-in. */
  externalId: string;
  systemRoles: SystemRole[];
};

/** The identity, with the account memberships in this region. */
export type IdentityInRegion = Identity & { accounts: { id: string; roles: Role[] }[] };

/** Support access that is in force at the time of the request. */
export type SupportGrant = { id: string; accountId: string; role: SupportRole; expiresAt: Date };

/** `req.principal`. */
export type Principal = IdentityInRegion & { supportAccess: SupportGrant[] };

/** The support access to the account that the principal has now. */
export const supportGrantIn = (principal: Principal, accountId: string): SupportGrant | undefined =>
  principal.supportAccess.find((each) => each.accountId === accountId);

/** The roles from membership and from support access. */
export const rolesInAccount = (principal: Principal, accountId: string): Role[] => {
  const grant = supportGrantIn(principal, accountId);
  const own = principal.accounts.find((each) => each.id === accountId)?.roles ?? [];
  return grant === undefined ? own : [...own, grant.role];
};

/**
 * Whether the principal may do this in the account, by a role there or by a system role. Only this
 * function decides it.
 */
export const mayInAccount = (principal: Principal, accountId: string, permission: Permission): boolean => {
  if (principal.kind === "service" && isForPeople(permission)) return false;
  return (
    mayRoles(rolesInAccount(principal, accountId), permission) ||
    principal.systemRoles.some((role) => systemPermissions[role].includes(permission))
  );
};

/** The identity that an issuer states in a token. */
export type IdentityClaim = {
  issuer: string;
  subject: string;
  email: string;
  /**
   * Origin of the request with the token; recorded in the audit event of a first sign-in or of a
   * rejection.
   */
  origin?: RequestOrigin | undefined;
};

/** What the control plane accepts from a verified access token. */
export type VerifiedToken = IdentityClaim & {
  clientId: string;
  expiresAt: Date;
};
