import type { Role } from "./role.ts";

/**
 * An owner is always a person: automation must not be able to transfer an account or add members.
 */
export const servicePrincipalRoles = ["admin", "operator", "viewer"] as const satisfies readonly Role[];
export type ServicePrincipalRole = (typeof servicePrincipalRoles)[number];

export const servicePrincipalStates = ["active", "disabled", "deleted"] as const;
export type ServicePrincipalState = (typeof servicePrincipalStates)[number];

/**
 * A public key of the service principal, which signs its token requests with the private key (RFC
 * 7523): ECDSA on P-256, RFC 7518 section 6.2.1.
 */
export type PublicKey = { kty: "EC"; crv: "P-256"; x: string; y: string };
/** `id` is the key's RFC 7638 thumbprint. */
export type IdentifiedKey = { id: string; publicKey: PublicKey };
export type ServicePrincipalKey = IdentifiedKey & { createdAt: Date };

/** Two, so that a key can be replaced without an interruption. */
export const maxServicePrincipalKeys = 2;

/** An identity for automation. It belongs to one account and has roles only there. */
export type ServicePrincipal = {
  /** UUID v7; also the uid of its principal. */
  id: string;
  accountId: string;
  name: string;
  roles: ServicePrincipalRole[];
  state: ServicePrincipalState;
  keys: ServicePrincipalKey[];
  /** Whether the realm has its current state and keys. */
  isInForce: boolean;
  createdBy: string;
  createdAt: Date;
  /** Precise to the minute. */
  lastUsedAt: Date | undefined;
};

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const clientIdPattern = new RegExp(`^sp-(${uuid})$`);

export const clientIdOf = (servicePrincipalId: string): string => `sp-${servicePrincipalId}`;

/** The service principal of a realm's client; undefined for every other client. */
export const servicePrincipalIdOf = (clientId: string): string | undefined => clientIdPattern.exec(clientId)?.[1];

// RFC 2606: mailboxes under .invalid do not exist, so no person's verified address has this form.
const addressDomain = "service-principals.invalid";

/** Takes the place of the e-mail address in a service principal's record. */
export const serviceAddressOf = (servicePrincipalId: string): string =>
  `${clientIdOf(servicePrincipalId)}@${addressDomain}`;

export const isServiceAddress = (email: string): boolean => email.toLowerCase().endsWith(`@${addressDomain}`);

/** @returns undefined for addresses of people */
export const servicePrincipalIdOfAddress = (email: string): string | undefined =>
  isServiceAddress(email) ? servicePrincipalIdOf(email.slice(0, -addressDomain.length - 1)) : undefined;
