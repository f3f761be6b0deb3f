import type { JSONWebKeySet } from "jose";
import { z } from "zod";

// A realm publishes two to four keys; a set with more than this is not from one of our realms.
const maxKeys = 32;
const maxBytes = 64 * 1024;

const jwkSet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })).max(maxKeys) });

/**
 * The issuer's host does not exist, so it is not one of our regions, even if it is spelt like one.
 */
export class IssuerHostUnknownError extends Error {
  override name = "IssuerHostUnknownError";
}

/**
 * `{iss}/protocol/openid-connect/certs`, Keycloak's JWKS. Rejects redirects, statuses other than
 * 200, and more than 64 KiB.
 */
export const fetchJwks = async (issuer: string, timeoutSeconds: number): Promise<JSONWebKeySet> => {
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  let response: Response;
  try {
    response = await fetch(`${issuer}/protocol/openid-connect/certs`, {
      redirect: "error",
      signal,
      headers: { accept: "application/json" },
    });
  } catch (cause) {
    if (isHostUnknown(cause)) throw new IssuerHostUnknownError(issuer, { cause });
    throw cause;
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`the key set's server returned ${response.status}`);
  }
  return jwkSet.parse(JSON.parse(await readAtMost(response, maxBytes)));
};

const isHostUnknown = (error: unknown): boolean =>
  error instanceof TypeError &&
  error.cause instanceof Error &&
  "code" in error.cause &&
  error.cause.code === "ENOTFOUND";

const readAtMost = async (response: Response, limit: number): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    // Leaving the loop cancels the body, so nothing more is read.
    if (length > limit) throw new Error(`the key set is larger than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};
