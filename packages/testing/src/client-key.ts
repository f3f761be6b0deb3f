import { generateKeyPairSync, randomUUID } from "node:crypto";
import type { IdentifiedKey, PublicKey } from "@cogrion/domain";
import { SignJWT, calculateJwkThumbprint } from "jose";

export type ClientKey = IdentifiedKey & { privateKey: ReturnType<typeof generateKeyPairSync>["privateKey"] };

/** As a BFF makes it. */
export const newClientKey = async (): Promise<ClientKey> => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { kty, crv, x, y } = publicKey.export({ format: "jwk" }) as PublicKey;
  const jwk = { kty, crv, x, y };
  return { id: await calculateJwkThumbprint(jwk), publicKey: jwk, privateKey };
};

/** What a client with this key adds to a form for the token endpoint (RFC 7523): an assertion for one use. */
export const clientAuthentication = async (
  clientId: string,
  issuer: string,
  { id, privateKey }: ClientKey,
): Promise<Record<string, string>> => ({
  client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  client_assertion: await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: "ES256", kid: id })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime("60 s")
    .sign(privateKey),
});
