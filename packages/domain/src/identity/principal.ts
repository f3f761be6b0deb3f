import type { RequestOrigin } from "../audit/event.ts";
import type { Permission, Role } from "./role.ts";
import { isForPeople, mayRoles } from "./role.ts";
import type { SupportRole } from "./support-access.ts";

export const systemRoles = ["operator", "support"] as const;
/** Roles of Cogrion's own staff, over all accounts. */
export type SystemRole = (typeof systemRoles)[number];

/**
 * What a system role allows in accounts that its holder is no member of: operators see what is being provisioned, because they run it, and neither names,
 * people, audit nor tokens. Everything else takes a membership, or support access that an owner has approved.
 */
export const systemPermissions: Record<SystemRole, readonly Permission[]> = {
  operator: ["workspace.read"],
  support: [],
};

/** Who a principal is, the same in every region: the primary's record, without memberships. */
export type Identity = {
  uid: string;
  email: string;
  kind: "user" | "service";
  /** The subject in the issuer of the first encounter. */
  externalId: string;
  systemRoles: SystemRole[];
};

/** The identity, and the account memberships that the region holds. */
export type IdentityInRegion = Identity & { accounts: { id: string; roles: Role[] }[] };

/** Support access that is in force at the time of the request. */
export type SupportGrant = { id: string; accountId: string; role: SupportRole; expiresAt: Date };

/** `req.principal`. */
export type Principal = IdentityInRegion & { supportAccess: SupportGrant[] };

/** The support access that the principal has to the account now. */
export const supportGrantIn = (principal: Principal, accountId: string): SupportGrant | undefined =>
  principal.supportAccess.find((each) => each.accountId === accountId);

/** As a member, and by support access. */
export const rolesInAccount = (principal: Principal, accountId: string): Role[] => {
  const grant = supportGrantIn(principal, accountId);
  const own = principal.accounts.find((each) => each.id === accountId)?.roles ?? [];
  return grant === undefined ? own : [...own, grant.role];
};

/** Whether the principal may do this in the account: by a role held there, or by a system role. The one place that decides it. */
export const mayInAccount = (principal: Principal, accountId: string, permission: Permission): boolean => {
  if (principal.kind === "service" && isForPeople(permission)) return false;
  return (
    mayRoles(rolesInAccount(principal, accountId), permission) ||
    principal.systemRoles.some((role) => systemPermissions[role].includes(permission))
  );
};

/** Who an issuer says that somebody is. */
export type IdentityClaim = {
  issuer: string;
  subject: string;
  email: string;
  /** Of the request that carries the claim: the audit event of a first encounter, or of a refusal, tells it. */
  origin?: RequestOrigin | undefined;
};

/** What the control plane believes of a verified access token. */
export type VerifiedToken = IdentityClaim & {
  clientId: string;
  expiresAt: Date;
};
