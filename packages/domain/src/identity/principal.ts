import type { Role } from "./role.ts";

export const systemRoles = ["operator", "support"] as const;
/** Roles of Cogrion's own staff, over all accounts. */
export type SystemRole = (typeof systemRoles)[number];

/** Who a principal is, the same in every region: the primary's record, without memberships. */
export type Identity = {
  uid: string;
  email: string;
  kind: "user" | "service";
  /** The subject in the issuer of the first encounter. */
  externalId: string;
  systemRoles: SystemRole[];
};

/** `req.principal`: the identity, and the account memberships that the region holds. */
export type Principal = Identity & { accounts: { id: string; roles: Role[] }[] };

/** What the control plane believes of a verified access token. */
export type VerifiedToken = {
  issuer: string;
  subject: string;
  email: string;
  clientId: string;
  expiresAt: Date;
};
