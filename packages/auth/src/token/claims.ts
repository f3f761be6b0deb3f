import type { RegionId, VerifiedToken } from "@cogrion/domain";
import {
  CogrionError,
  isServiceAddress,
  normalizedEmailOf,
  serviceAddressOf,
  servicePrincipalIdOf,
} from "@cogrion/domain";
import { z } from "zod";
import { refuse } from "./refusal.ts";

const clockSkewSeconds = 30;
/**
 * Realms issue access tokens for five minutes. A longer lifetime means a wrong setting, and the
 * token could not be revoked for that long.
 */
const maxLifetimeSeconds = 3600;

const claims = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  aud: z.union([z.string(), z.array(z.string())]).transform((audience) => [audience].flat()),
  exp: z.int().positive(),
  iat: z.int().positive(),
  nbf: z.int().optional(),
  azp: z.string(),
  typ: z.string(),
  /** Written by a mapper of the realm. If present, it must match the issuer. */
  cogrion_region: z.string().optional(),
});

const personClaims = z.object({ email: z.email().max(254), email_verified: z.boolean() });

export type ClaimRules = {
  issuer: string;
  region: RegionId;
  audience: string;
  /** The clients (`azp`) whose tokens are accepted, in addition to those of service principals. */
  clients: ReadonlySet<string>;
  now: Date;
};

/**
 * Checks a signed payload against the rules. @throws CogrionError `token_invalid`,
 * `email_unverified`
 */
export const readClaims = (payload: unknown, rules: ClaimRules): VerifiedToken => {
  const parsed = claims.safeParse(payload);
  if (!parsed.success) throw refuse("claims", parsed.error);
  const { data } = parsed;
  const nowSeconds = rules.now.getTime() / 1000;
  // Keycloak: Bearer for access tokens, ID for ID tokens, Refresh, Offline, Logout… for the others.
  if (data.typ !== "Bearer") throw refuse("type");
  if (data.iss !== rules.issuer) throw refuse("issuer");
  if (!data.aud.includes(rules.audience)) throw refuse("audience");
  const servicePrincipalId = servicePrincipalIdOf(data.azp);
  if (servicePrincipalId === undefined && !rules.clients.has(data.azp)) throw refuse("client");
  if (nowSeconds >= data.exp + clockSkewSeconds) throw refuse("expired");
  if (Math.max(data.iat, data.nbf ?? 0) > nowSeconds + clockSkewSeconds) throw refuse("not_yet_valid");
  if (data.exp - data.iat > maxLifetimeSeconds) throw refuse("lifetime");
  if (data.cogrion_region !== undefined && data.cogrion_region !== rules.region) throw refuse("claims");
  return {
    issuer: data.iss,
    subject: data.sub,
    email: servicePrincipalId === undefined ? emailOf(payload) : serviceAddressOf(servicePrincipalId),
    clientId: data.azp,
    expiresAt: new Date(data.exp * 1000),
  };
};

/**
 * A person's verified address. A service principal's address is not read from the token, because
 * its client identifies it.
 */
const emailOf = (payload: unknown): string => {
  const parsed = personClaims.safeParse(payload);
  if (!parsed.success) throw refuse("claims", parsed.error);
  if (!parsed.data.email_verified) {
    throw new CogrionError("email_unverified", {
      detail: "Your e-mail address is not verified. Open the link in the verification mail, then sign in again.",
    });
  }
  if (isServiceAddress(parsed.data.email)) throw refuse("claims");
  return normalizedEmailOf(parsed.data.email);
};
