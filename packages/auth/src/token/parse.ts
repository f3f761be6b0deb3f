import { z } from "zod";
import { refuse } from "./refusal.ts";
import { partsOf, signatureAlgorithms } from "./signature.ts";

// An access token with a hundred roles has 4 KiB; HTTP servers cap header lines not far above.
const maxTokenLength = 8192;

/** Everything that names or carries a key (`jwk`, `jku`, `x5u`, `x5c`), changes the processing (`crit`, `b64`, `zip`) or is unknown is refused by strictness. */
const joseHeader = z.strictObject({
  alg: z.enum(signatureAlgorithms),
  kid: z.string().min(1).max(128),
  /** RFC 9068 section 2.1; Keycloak writes `JWT` unless told to write `at+jwt`. */
  typ: z.enum(["JWT", "at+jwt"]),
});

const issuerClaim = z.object({ iss: z.string().max(300) });

export type ParsedToken = { header: z.infer<typeof joseHeader>; issuer: string };

/** What must be known before a key can be looked for. Nothing of it is believed yet. @throws CogrionError `token_invalid` */
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
