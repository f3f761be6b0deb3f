import { createHash, createPublicKey } from "node:crypto";
import type { PublicKey } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";

/** RFC 7638 section 3: the required members in lexicographic order, without white space. */
const thumbprintOf = ({ crv, kty, x, y }: PublicKey): string =>
  createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");

/**
 * The key with its id. @throws CogrionError `request_invalid` for a point that is not on the curve
 */
export const identifiedKeyOf = (publicKey: PublicKey): { id: string; publicKey: PublicKey } => {
  const { kty, crv, x, y } = publicKey;
  try {
    createPublicKey({ key: { kty, crv, x, y }, format: "jwk" });
  } catch (cause) {
    throw new CogrionError("request_invalid", {
      detail: "The public key is not a point on P-256. Send the public half of a key pair, as a JWK (RFC 7517).",
      cause,
    });
  }
  return { id: thumbprintOf(publicKey), publicKey: { kty, crv, x, y } };
};
