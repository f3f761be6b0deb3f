export const roles = ["owner", "admin", "operator", "viewer"] as const;
export type Role = (typeof roles)[number];

export const permissions = [
  "account.read",
  "account.update",
  "account.delete",
  "member.read",
  "member.manage",
  "workspace.read",
  "workspace.create",
  "workspace.operate",
  "workspace.delete",
  "token.manage",
  "audit.read",
  "service_principal.manage",
  "support_access.decide",
] as const;
export type Permission = (typeof permissions)[number];

/**
 * The permission matrix. Each role includes the permissions of the roles after it. A test compares
 * docs/guides/permissions.md with it.
 */
export const permissionMatrix: Record<Permission, readonly Role[]> = {
  "account.read": ["owner", "admin", "operator", "viewer"],
  "account.update": ["owner", "admin"],
  "account.delete": ["owner"],
  "member.read": ["owner", "admin", "operator", "viewer"],
  "member.manage": ["owner", "admin"],
  "workspace.read": ["owner", "admin", "operator", "viewer"],
  "workspace.create": ["owner", "admin", "operator"],
  "workspace.operate": ["owner", "admin", "operator"],
  "workspace.delete": ["owner", "admin"],
  "token.manage": ["owner", "admin"],
  "audit.read": ["owner", "admin"],
  "service_principal.manage": ["owner", "admin"],
  "support_access.decide": ["owner"],
};

/** Each role includes the roles after it, so only the first one matters. */
const rankOf = (held: readonly Role[]): number => roles.findIndex((role) => held.includes(role));

/**
 * Whether holders of `held` may give or take `concerned`: nobody can give a role above their own.
 */
export const mayGrant = (held: readonly Role[], concerned: readonly Role[]): boolean =>
  held.length > 0 && (concerned.length === 0 || rankOf(held) <= rankOf(concerned));

/** The roles in the order of the matrix, without duplicates. */
export const orderedRoles = (held: readonly Role[]): Role[] => roles.filter((role) => held.includes(role));

const forPeople: readonly Permission[] = [
  "account.delete",
  "member.manage",
  "service_principal.manage",
  "support_access.decide",
];

/**
 * Operations that add a member or end the account are never allowed to service principals, whatever
 * their role, because a stolen key must not create more keys. A workspace's own token is an
 * exception: the pipeline that deploys a BFF creates it.
 */
export const isForPeople = (permission: Permission): boolean => forPeople.includes(permission);

export const mayRoles = (held: readonly Role[], permission: Permission): boolean =>
  permissionMatrix[permission].some((role) => held.includes(role));
