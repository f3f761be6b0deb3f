import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { PublicKey } from "@cogrion/domain";
import { syncServicePrincipals } from "@cogrion/services/service-principals/sync";
import type { Stage } from "./stage.ts";

export type KeyPair = { privateKey: KeyObject; publicKey: PublicKey; keyId: string };

export const newKeyPair = (): KeyPair => {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = pair.publicKey.export({ format: "jwk" }) as { x?: string; y?: string };
  const publicKey: PublicKey = { kty: "EC", crv: "P-256", x, y };
  const keyId = createHash("sha256").update(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`).digest("base64url");
  return { privateKey: pair.privateKey, publicKey, keyId };
};

/** What the worker's loop does. */
export const sendToRealm = (stage: Pick<Stage, "store" | "serviceClients">): Promise<number> =>
  syncServicePrincipals({
    store: stage.store,
    clients: stage.serviceClients,
    onFailed: ({ error }) => {
      throw error;
    },
  });

const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/**
 * The client credentials grant with a signed assertion (RFC 7523 section 2.2), as any OAuth client
 * sends it.
 */
export const askForToken = async (
  issuer: string,
  clientId: string,
  { privateKey, keyId }: Pick<KeyPair, "privateKey" | "keyId">,
): Promise<{ status: number; body: { access_token?: string; expires_in?: number; error?: string } }> => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: clientId, sub: clientId, aud: issuer, jti: randomUUID(), iat: now, exp: now + 30 };
  const input = `${encoded({ alg: "ES256", kid: keyId })}.${encoded(claims)}`;
  const signature = sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
  const response = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: `${input}.${signature.toString("base64url")}`,
    }),
  });
  return { status: response.status, body: (await response.json()) as { access_token?: string } };
};
