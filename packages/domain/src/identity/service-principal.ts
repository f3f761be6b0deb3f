import type { Role } from "./role.ts";

/** An owner is a person: nothing that runs by itself can hand an account over or let somebody in. */
export const servicePrincipalRoles = ["admin", "operator", "viewer"] as const satisfies readonly Role[];
export type ServicePrincipalRole = (typeof servicePrincipalRoles)[number];

export const servicePrincipalStates = ["active", "disabled", "deleted"] as const;
export type ServicePrincipalState = (typeof servicePrincipalStates)[number];

/** A public key by which the service principal signs its requests for tokens (RFC 7523): ECDSA on P-256, RFC 7518 section 6.2.1. */
export type PublicKey = { kty: "EC"; crv: "P-256"; x: string; y: string };
export type ServicePrincipalKey = {
  /** The key's RFC 7638 thumbprint. */
  id: string;
  publicKey: PublicKey;
  createdAt: Date;
};

/** Two, so that one can follow the other without a gap. */
export const maxServicePrincipalKeys = 2;

/** An identity for automation: of one account, with roles there and nowhere else. */
export type ServicePrincipal = {
  /** UUID v7; also the uid of its principal. */
  id: string;
  accountId: string;
  name: string;
  roles: ServicePrincipalRole[];
  state: ServicePrincipalState;
  keys: ServicePrincipalKey[];
  /** Whether the realm knows its present state and keys. */
  isInForce: boolean;
  createdBy: string;
  createdAt: Date;
  /** To the minute. */
  lastUsedAt: Date | undefined;
};

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const clientIdPattern = new RegExp(`^sp-(${uuid})$`);

export const clientIdOf = (servicePrincipalId: string): string => `sp-${servicePrincipalId}`;

/** The service principal that a realm's client stands for; undefined for every other client. */
export const servicePrincipalIdOf = (clientId: string): string | undefined => clientIdPattern.exec(clientId)?.[1];

// RFC 2606: nobody has a mailbox under .invalid, so no person's verified address can be one of these.
const addressDomain = "service-principals.invalid";

/** What stands in a service principal's record where a person has an e-mail address. */
export const serviceAddressOf = (servicePrincipalId: string): string =>
  `${clientIdOf(servicePrincipalId)}@${addressDomain}`;

export const isServiceAddress = (email: string): boolean => email.toLowerCase().endsWith(`@${addressDomain}`);

/** @returns undefined for addresses of people */
export const servicePrincipalIdOfAddress = (email: string): string | undefined =>
  isServiceAddress(email) ? servicePrincipalIdOf(email.slice(0, -addressDomain.length - 1)) : undefined;
