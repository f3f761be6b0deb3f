import fastifyJwt from "@fastify/jwt";
import { fastify } from "fastify";
import buildGetJwks from "get-jwks";
import { createSameWork, readSettings } from "./same-work.ts";
import type { Claims } from "./same-work.ts";

/**
 * Fastify with its own JWT plugin and NearForm's key fetcher, as the latter's documentation sets
 * the two up.
 */
const { port, databaseUrl, issuer, audience } = readSettings();
const me = createSameWork(databaseUrl);
const getJwks = buildGetJwks({ issuersWhitelist: [issuer], jwksPath: "/protocol/openid-connect/certs" });

const app = fastify();
await app.register(fastifyJwt, {
  decode: { complete: true },
  secret: (_request: unknown, token: unknown) => {
    const { header, payload } = token as { header: { kid: string; alg: string }; payload: Claims };
    return getJwks.getPublicKey({ kid: header.kid, domain: payload.iss, alg: header.alg });
  },
  verify: { algorithms: ["RS256"], allowedIss: issuer, allowedAud: audience },
});
app.get("/api/me", { onRequest: (request) => request.jwtVerify() }, async (request, reply) => {
  return (await me(request.user as Claims)) ?? reply.code(401).send();
});
await app.listen({ host: "127.0.0.1", port });
