import type { webcrypto } from "node:crypto";
import { clientCredentialsGrant, PrivateKeyJwt } from "openid-client";
import { keyIdOf, publicKeyOf, readPrivateKeyFile } from "../keys/key-files.ts";
import { atIssuer, discover, IssuerUnreachableError, issuerOfApi } from "./authorization-server.ts";

/** The sign-in service rejected the service principal. */
export class ServicePrincipalRefusedError extends Error {
  constructor(clientId: string, options: { cause: unknown }) {
    super(
      `The sign-in service rejected ${clientId}. Check that it belongs to this region (--api-url), that it is enabled, and that this is one of its keys.`,
      options,
    );
    this.name = "ServicePrincipalRefusedError";
  }
}

export type ClientCredentials = { clientId: string; keyFile: string };

// A token that expires in transit is rejected.
const earlyMilliseconds = 20_000;

/**
 * For automation: a token for each request by the client credentials grant with a signed assertion
 * (RFC 7523), cached in memory until it is about to expire.
 */
export const createClientToken = (
  { clientId, keyFile }: ClientCredentials,
  apiUrl: string,
): (() => Promise<string>) => {
  let kept: { token: string; endsAt: number } | undefined;
  return async () => {
    if (kept !== undefined && kept.endsAt - Date.now() > earlyMilliseconds) return kept.token;
    const authentication = PrivateKeyJwt(await signingKeyOf(keyFile));
    const issuer = await issuerOfApi(apiUrl);
    const server = await discover(issuer, { id: clientId, authentication });
    try {
      const tokens = await atIssuer(issuer, () => clientCredentialsGrant(server));
      kept = { token: tokens.access_token, endsAt: Date.now() + (tokens.expires_in ?? 60) * 1000 };
      return kept.token;
    } catch (cause) {
      throw cause instanceof IssuerUnreachableError ? cause : new ServicePrincipalRefusedError(clientId, { cause });
    }
  };
};

const signingKeyOf = async (file: string): Promise<{ key: webcrypto.CryptoKey; kid: string }> => {
  const key = await readPrivateKeyFile(file);
  const publicKey = publicKeyOf(key);
  if (publicKey === undefined) throw new Error(`${file} changed while it was read`);
  const bytes = key.export({ format: "der", type: "pkcs8" });
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  return {
    key: await crypto.subtle.importKey("pkcs8", new Uint8Array(bytes), algorithm, false, ["sign"]),
    kid: keyIdOf(publicKey),
  };
};
