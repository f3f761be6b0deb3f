import { createHmac, createSign } from "node:crypto";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import type { Pool } from "@cogrion/postgres";
import { createPool, migrate } from "@cogrion/postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Realm } from "@cogrion/testing/realm/realm";
import {
  accessClaims,
  assembleToken,
  createSigningKey,
  jwkOf,
  signToken,
  startRealm,
} from "@cogrion/testing/realm/realm";
import type { ControlPlane } from "./support/process.ts";
import { startControlPlane } from "./support/process.ts";

// Tokens that no Keycloak would sign need a realm whose key we have: a web server on loopback that
// publishes it, as an issuer of the local environment may. forgeries.test.ts tests what can be made
// from Keycloak's own tokens.
const rsa = createSigningKey("rsa-1");
const attackers = createSigningKey("rsa-1");
const next = createSigningKey("rsa-2");

let parts: TestParts<"postgres">;
let pool: Pool;
let realm: Realm;
/** Where a header's `jku` and `x5u` point. */
let attackersHost: Realm;
let controlPlane: ControlPlane;
beforeAll(async () => {
  parts = await startTestParts({ parts: ["postgres"] });
  const databaseUrl = await parts.createDatabase("forgeries");
  await migrate({ databaseUrl, isPrimary: true });
  pool = createPool({ databaseUrl, applicationName: "test" });
  [realm, attackersHost] = await Promise.all([startRealm("sgp-1"), startRealm("sgp-1")]);
  realm.publish([jwkOf(rsa)]);
  attackersHost.publish([jwkOf(attackers)]);
  controlPlane = await startControlPlane({ DATABASE_URL: databaseUrl, AUTH_DOMAIN: new URL(realm.issuer).host });
});
afterAll(async () => {
  await controlPlane?.stop();
  await Promise.all([realm?.close(), attackersHost?.close()]);
  await pool?.end();
  await parts?.stop();
});

const me = async (token: string) => {
  const response = await fetch(`${controlPlane.publicUrl}/api/me`, { headers: { authorization: `Bearer ${token}` } });
  // oxlint-disable-next-line typescript/no-explicit-any
  const body = (await response.json()) as any;
  return { status: response.status, headers: response.headers, body };
};
const outcomeOf = async (token: string): Promise<unknown[]> => {
  const { status, body } = await me(token);
  return [status, body.meta?.reason ?? body.code];
};

const seconds = (): number => Math.floor(Date.now() / 1000);
const claims = (changes: Record<string, unknown> = {}, issuer = realm.issuer) => ({
  ...accessClaims(issuer, new Date()),
  ...changes,
});
const header = (changes: Record<string, unknown> = {}) => ({ alg: "RS256", typ: "JWT", kid: "rsa-1", ...changes });
const signed = (input: Buffer): Buffer => createSign("sha256").update(input).sign(rsa.privateKey);
const hmacWith = (secret: string | Buffer) =>
  assembleToken(header({ alg: "HS256" }), claims(), (input) => createHmac("sha256", secret).update(input).digest());
const withAttackersKey = (changes: Record<string, unknown>) => signToken(attackers, claims(), changes);

const forgeries: [string, () => string | Promise<string>, string][] = [
  ["alg none, unsigned", () => assembleToken(header({ alg: "none" }), claims(), () => Buffer.alloc(0)), "header"],
  ["alg NONE, signed", () => assembleToken(header({ alg: "NONE" }), claims(), signed), "header"],
  ["HMAC with the public key, PEM", () => hmacWith(rsa.publicKey.export({ format: "pem", type: "spki" })), "header"],
  ["HMAC with the public key, DER", () => hmacWith(rsa.publicKey.export({ format: "der", type: "spki" })), "header"],
  ["an embedded jwk", () => withAttackersKey({ jwk: jwkOf(attackers) }), "header"],
  ["a jku", () => withAttackersKey({ jku: `${attackersHost.issuer}/protocol/openid-connect/certs` }), "header"],
  ["an x5u", () => withAttackersKey({ x5u: `${attackersHost.issuer}/cert.pem` }), "header"],
  ["an x5c", () => withAttackersKey({ x5c: ["MIIB"] }), "header"],
  ["another key under the realm's key id", () => withAttackersKey({}), "signature"],
  ["a kid that is a path", () => signToken(rsa, claims(), { kid: "../../../../dev/null" }), "key"],
  ["a kid that is SQL", () => signToken(rsa, claims(), { kid: "x' union select 'key'--" }), "key"],
  // Node.js rejects headers of more than 16 KiB before any of this; below that the verifier
  // rejects.
  ["a kid of 12 KiB", () => assembleToken(header({ kid: "k".repeat(8000) }), claims(), signed), "malformed"],
  ["expired", () => signToken(rsa, claims({ iat: seconds() - 400, exp: seconds() - 40 })), "expired"],
  ["not yet valid", () => signToken(rsa, claims({ nbf: seconds() + 120 })), "not_yet_valid"],
  ["issued in the future", () => signToken(rsa, claims({ iat: seconds() + 120 })), "not_yet_valid"],
  ["living for ten years", () => signToken(rsa, claims({ exp: seconds() + 10 * 365 * 86_400 })), "lifetime"],
  ["without time of issue", () => signToken(rsa, claims({ iat: undefined })), "claims"],
  ["another audience", () => signToken(rsa, claims({ aud: "account" })), "audience"],
  ["given to a workspace's client (azp)", () => signToken(rsa, claims({ azp: "w-acme" })), "client"],
  ["an ID token (typ)", () => signToken(rsa, claims({ typ: "ID" })), "type"],
  ["a refresh token (typ)", () => signToken(rsa, claims({ typ: "Refresh" })), "type"],
  ["a logout token (header typ)", () => signToken(rsa, claims(), { typ: "logout+jwt" }), "header"],
  ["an unverified address", () => signToken(rsa, claims({ email_verified: false })), "email_unverified"],
  ["a verification that is text", () => signToken(rsa, claims({ email_verified: "true" })), "claims"],
];

describe("the running API refuses", () => {
  test.each(forgeries)("%s", async (_, forge, reason) => {
    expect(await outcomeOf(await forge())).toEqual([401, reason]);
    const { rows } = await pool.query("select 1 from principals where email = 'ada@example.com'");
    expect(rows).toEqual([]);
    expect(attackersHost.requests).toEqual([]);
  });

  test("another subject of a known address, and leaves an audit event", async () => {
    const of = (sub: string) => signToken(rsa, claims({ email: "bob@example.com", sub }));
    expect((await me(await of("first"))).status).toBe(200);
    const refused = await me(await of("second"));
    expect(refused).toMatchObject({ status: 401, body: { code: "identity_mismatch" } });
    expect((await me(await of("first"))).status).toBe(200);
    const { rows } = await pool.query(
      "select source_ip, request_id from audit_events where action = 'principal.identity_refused'",
    );
    expect(rows).toEqual([{ source_ip: "127.0.0.1", request_id: refused.body.request_id }]);
  });

  test("roles that a token brings along: they are the API's own to give", async () => {
    const roles = {
      realm_access: { roles: ["owner", "operator", "admin"] },
      resource_access: { "cogrion-control-plane": { roles: ["owner"] } },
      system_roles: ["operator"],
      systemRoles: ["operator"],
      accounts: [{ id: "00000000-0000-4000-8000-000000000000", roles: ["owner"] }],
      kind: "service",
    };
    const { status, body } = await me(
      await signToken(rsa, claims({ email: "carl@example.com", sub: "carl", ...roles })),
    );
    expect([status, body.system_roles, body.accounts, body.kind]).toEqual([200, [], [], "user"]);
  });
});

describe("a realm's key set", () => {
  /**
   * A realm that was never contacted; the running process knows nothing about it yet. The system
   * would give a freed port to the next one.
   */
  const answering = async (answer: Parameters<Realm["respondWith"]>[0]) => {
    const [port] = await freePorts(1);
    const odd = await startRealm("sgp-1", port);
    odd.respondWith(answer);
    const token = () => signToken(rsa, { ...claims({}, odd.issuer), email: "dora@example.com", sub: "dora" });
    return { odd, token };
  };

  test.each<[string, Parameters<Realm["respondWith"]>[0]]>([
    [
      "that redirects to another host",
      (_, response) =>
        response.writeHead(302, { location: `${attackersHost.issuer}/protocol/openid-connect/certs` }).end(),
    ],
    ["that never answers", () => {}],
    ["that is huge", (_, response) => response.end(`{"keys":[],"x":"${"x".repeat(1 << 20)}"}`)],
    ["that is not JSON", (_, response) => response.end("<html>")],
  ])("%s is not taken: 503 with a time to wait, and one look for many tokens", async (_, answer) => {
    const { odd, token } = await answering(answer);
    try {
      const answers = await Promise.all(Array.from({ length: 10 }, async () => me(await token())));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
      expect(Number(answers[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(odd.requests).toHaveLength(1);
      expect(attackersHost.requests).toEqual([]);
    } finally {
      await odd.close();
    }
  });

  test("that is empty accepts nobody", async () => {
    const { odd, token } = await answering(() => {});
    odd.publish([]);
    expect(await outcomeOf(await token())).toEqual([401, "key"]);
    await odd.close();
  });

  test("that changes is fetched again after the cool-down; a flood of unknown key ids meanwhile causes no more fetches", async () => {
    const { odd } = await answering(() => {});
    odd.publish([jwkOf(rsa)]);
    const of = (key: typeof rsa, kid = key.kid) =>
      signToken(key, { ...claims({}, odd.issuer), email: "finn@example.com", sub: "finn" }, { kid });
    const startedAt = performance.now();
    expect((await me(await of(rsa))).status).toBe(200);
    odd.publish([jwkOf(rsa), jwkOf(next)]);
    const storm = await Promise.all(Array.from({ length: 300 }, (_, index) => of(attackers, `garbage-${index}`)));
    const outcomes = await Promise.all(storm.map(outcomeOf));
    expect(new Set(outcomes.map(String))).toEqual(new Set([String([401, "key"])]));
    // A known person stays known.
    expect((await me(await of(rsa))).status).toBe(200);
    await expect.poll(async () => (await me(await of(next))).status, { timeout: 60_000, interval: 500 }).toBe(200);
    // One fetch in ten seconds, and this is the first.
    expect(odd.requests.length).toBeLessThanOrEqual(2 + (performance.now() - startedAt) / 10_000);
    await odd.close();
  });
});
