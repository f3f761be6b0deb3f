import { CogrionError } from "@cogrion/domain";

/**
 * Why a token is rejected. The reason is returned to its bearer and counted; it contains nothing
 * that helps to forge a better token.
 */
const refusals = {
  malformed: "it is not a signed token in compact form",
  header: "its header differs from those that a realm of this environment writes",
  issuer: "its issuer is not a realm of this environment",
  key: "its issuer does not have the signing key",
  signature: "its signature is wrong",
  expired: "it has expired",
  not_yet_valid: "it is not valid yet",
  lifetime: "its lifetime is longer than an access token's may be",
  audience: "it is meant for another audience",
  client: "it was issued to a client that may not call this API",
  type: "it is not an access token",
  claims: "a claim is missing or malformed",
  revoked: "its service principal was disabled or deleted, or belongs to another region",
} as const;
export type Refusal = keyof typeof refusals;

export const refuse = (reason: Refusal, cause?: unknown): CogrionError =>
  new CogrionError("token_invalid", {
    detail: `The token was rejected: ${refusals[reason]}. Sign in again.`,
    meta: { reason },
    cause,
  });
