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

/** The written permission matrix: each role holds all that the ones after it hold. docs/guides/permissions.md is checked against it. */
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

/** Each holds all that the ones after it hold, so that the first is what counts. */
const rankOf = (held: readonly Role[]): number => roles.findIndex((role) => held.includes(role));

/** Whether holders of `held` may give or take `concerned`: nothing above what they hold themselves. */
export const mayGrant = (held: readonly Role[], concerned: readonly Role[]): boolean =>
  held.length > 0 && (concerned.length === 0 || rankOf(held) <= rankOf(concerned));

/** In the order of the matrix, each once. */
export const orderedRoles = (held: readonly Role[]): Role[] => roles.filter((role) => held.includes(role));

const forPeople: readonly Permission[] = [
  "account.delete",
  "member.manage",
  "service_principal.manage",
  "support_access.decide",
];

/** What lets somebody in, or ends the account, no service principal does, whatever its role: a stolen key must not make more keys. A workspace's own token is not among them: a pipeline that deploys a BFF mints it. */
export const isForPeople = (permission: Permission): boolean => forPeople.includes(permission);

export const mayRoles = (held: readonly Role[], permission: Permission): boolean =>
  permissionMatrix[permission].some((role) => held.includes(role));
