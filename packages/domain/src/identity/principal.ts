import type { Permission, Role } from "./role.ts";
import { mayRoles } from "./role.ts";

export const systemRoles = ["operator", "support"] as const;
/** Roles of Cogrion's own staff, over all accounts. */
export type SystemRole = (typeof systemRoles)[number];

/** What a system role allows in accounts that its holder is no member of. Everything else takes a membership. */
export const systemPermissions: Record<SystemRole, readonly Permission[]> = {
  operator: ["account.read", "workspace.read"],
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

/** `req.principal`. */
export type Principal = IdentityInRegion;

/** Whether the principal may do this in the account: by a role held there, or by a system role. */
export const mayInAccount = (principal: Principal, accountId: string, permission: Permission): boolean =>
  mayRoles(principal.accounts.find((each) => each.id === accountId)?.roles ?? [], permission) ||
  principal.systemRoles.some((role) => systemPermissions[role].includes(permission));

/** Who an issuer says that somebody is. */
export type IdentityClaim = { issuer: string; subject: string; email: string };

/** What the control plane believes of a verified access token. */
export type VerifiedToken = IdentityClaim & {
  clientId: string;
  expiresAt: Date;
};
