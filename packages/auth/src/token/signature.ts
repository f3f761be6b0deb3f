import type { CompactVerifyGetKey } from "jose";
import { compactVerify, errors } from "jose";
import type { Refusal } from "./refusal.ts";
import { refuse } from "./refusal.ts";

/**
 * RS256 is Keycloak's default, and ES256 is what a realm may change to. No symmetric algorithm, and
 * no choice by the token.
 */
export const signatureAlgorithms = ["RS256", "ES256"] as const;

/** The decoded parts of a JWS in its compact form. @throws CogrionError `token_invalid` */
export const partsOf = (jws: string): { header: Buffer; payload: Buffer; signature: Buffer } => {
  const parts = jws.split(".");
  const [header, payload, signature] = parts.map(decodeBase64Url);
  if (parts.length !== 3 || header === undefined || payload === undefined || signature === undefined)
    throw refuse("malformed");
  return { header, payload, signature };
};

/**
 * RFC 7515 section 2, and canonical: no padding, white space or spare bits, so that one value has
 * one spelling.
 */
const decodeBase64Url = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
};

/** The payload that the issuer signed. @throws CogrionError `token_invalid` */
export const verifySignature = async (jws: string, findKey: CompactVerifyGetKey): Promise<Uint8Array> => {
  partsOf(jws);
  try {
    return (await compactVerify(jws, findKey, { algorithms: [...signatureAlgorithms] })).payload;
  } catch (error) {
    throw refuse(refusalOf(error), error);
  }
};

const refusalOf = (error: unknown): Refusal => {
  if (error instanceof errors.JWSSignatureVerificationFailed) return "signature";
  if (error instanceof errors.JOSEAlgNotAllowed) return "header";
  // jose throws a TypeError for a key that is too short or of the wrong kind.
  const isAboutKey =
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JWKSInvalid ||
    error instanceof TypeError;
  return isAboutKey ? "key" : "malformed";
};
