import type { KeyObject } from "node:crypto";
import { createPublicKey, verify } from "node:crypto";
import { fastify } from "fastify";
import { createSameWork, readSettings } from "./same-work.ts";
import type { Claims } from "./same-work.ts";

/**
 * As little as possible: keys known beforehand, the signature of each request's token checked by
 * OpenSSL, one prepared statement.
 */
const { port, databaseUrl, issuer } = readSettings();
const me = createSameWork(databaseUrl);

const answer = await fetch(`${issuer}/protocol/openid-connect/certs`);
const { keys } = (await answer.json()) as { keys: ({ kid: string } & Record<string, string>)[] };
const keyOf = new Map<string, KeyObject>(keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: "jwk" })]));

const verified = (token: string): (Claims & { exp: number }) | undefined => {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const { kid, alg } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string; alg: string };
  const key = keyOf.get(kid);
  if (alg !== "RS256" || key === undefined) return undefined;
  const isSigned = verify("sha256", Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url"));
  return isSigned ? (JSON.parse(Buffer.from(payload, "base64url").toString()) as Claims & { exp: number }) : undefined;
};

const app = fastify();
app.get("/api/me", async (request, reply) => {
  const claims = verified(request.headers.authorization?.slice("Bearer ".length) ?? "");
  if (claims === undefined || claims.exp * 1000 < Date.now()) return reply.code(401).send();
  return (await me(claims)) ?? reply.code(401).send();
});
await app.listen({ host: "127.0.0.1", port });
