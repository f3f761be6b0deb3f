import { z } from "zod";
import { refuse } from "./refusal.ts";
import { partsOf, signatureAlgorithms } from "./signature.ts";

// An access token with a hundred roles has 4 KiB; HTTP servers limit header lines not far above
// that.
const maxTokenLength = 8192;

/**
 * The strict schema rejects everything that names or contains a key (`jwk`, `jku`, `x5u`, `x5c`),
 * changes the processing (`crit`, `b64`, `zip`) or is unknown.
 */
const joseHeader = z.strictObject({
  alg: z.enum(signatureAlgorithms),
  kid: z.string().min(1).max(128),
  /** RFC 9068 section 2.1; Keycloak writes `JWT` unless configured to write `at+jwt`. */
  typ: z.enum(["JWT", "at+jwt"]),
});

const issuerClaim = z.object({ iss: z.string().max(300) });

export type ParsedToken = { header: z.infer<typeof joseHeader>; issuer: string };

/**
 * What must be known to find the key. Nothing of it is trusted yet. @throws CogrionError
 * `token_invalid`
 */
export const parseToken = (token: string): ParsedToken => {
  if (token.length > maxTokenLength) throw refuse("malformed");
  const { header, payload } = partsOf(token);
  const parsedHeader = joseHeader.safeParse(jsonOf(header));
  if (!parsedHeader.success) throw refuse("header", parsedHeader.error);
  const parsedIssuer = issuerClaim.safeParse(jsonOf(payload));
  if (!parsedIssuer.success) throw refuse("claims", parsedIssuer.error);
  return { header: parsedHeader.data, issuer: parsedIssuer.data.iss };
};

/** @throws CogrionError `token_invalid` */
export const jsonOf = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw refuse("malformed", cause);
  }
};
