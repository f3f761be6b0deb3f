import { CogrionError } from "@cogrion/domain";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import type { Realm } from "@cogrion/testing/realm/realm";
import { accessClaims, createSigningKey, jwkOf, signToken, startRealm } from "@cogrion/testing/realm/realm";
import { createTokenVerifier } from "../token/verifier.ts";
import type { JwksFetchOutcome, KeySetsOptions } from "./key-sets.ts";
import { createKeySets } from "./key-sets.ts";

const first = createSigningKey("key-1", "ES256");
const second = createSigningKey("key-2", "ES256");

let realm: Realm;
let clock: number;
beforeEach(async () => {
  realm = await startRealm("sgp-1");
  clock = Date.now();
});
afterEach(() => realm.close());

const after = (seconds: number): void => {
  clock += seconds * 1000;
};

const verifierOf = (options: KeySetsOptions = {}) => {
  const keySets = createKeySets({ nowMilliseconds: () => clock, timeoutSeconds: 1, ...options });
  return createTokenVerifier({
    environment: "local",
    audience: "cogrion-control-plane",
    clients: ["cogrion-dashboard"],
    keySets,
    now: () => new Date(clock),
  });
};
const tokenOf = (key = first, kid = key.kid) => signToken(key, accessClaims(realm.issuer, new Date(clock)), { kid });
const outcomeOf = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
    return "believed";
  } catch (error) {
    if (error instanceof CogrionError) return error.meta?.reason ?? error.code;
    throw error;
  }
};

test("a thousand tokens at once fetch the keys once", async () => {
  realm.publish([jwkOf(first)]);
  const verifier = verifierOf();
  const token = await tokenOf();
  await Promise.all(Array.from({ length: 1000 }, () => verifier.verify(token)));
  expect(realm.requests).toEqual(["/realms/sgp-1/protocol/openid-connect/certs"]);
});

test("a flood of unknown key ids causes one fetch per cool-down, and good tokens pass meanwhile", async () => {
  realm.publish([jwkOf(first)]);
  const verifier = verifierOf({ cooldownSeconds: 10 });
  await verifier.verify(await tokenOf());
  after(11);
  const garbage = await Promise.all(Array.from({ length: 200 }, (_, index) => tokenOf(second, `garbage-${index}`)));
  const outcomes = await Promise.all(garbage.map((token) => outcomeOf(verifier.verify(token))));
  expect(new Set(outcomes)).toEqual(new Set(["key"]));
  expect(realm.requests).toHaveLength(2);
  expect(await outcomeOf(verifier.verify(await tokenOf()))).toBe("believed");
});

test("a new key is found at its first token, once the cool-down is over", async () => {
  realm.publish([jwkOf(first)]);
  const verifier = verifierOf({ cooldownSeconds: 10 });
  await verifier.verify(await tokenOf());
  realm.publish([jwkOf(first), jwkOf(second)]);
  after(11);
  expect(await outcomeOf(verifier.verify(await tokenOf(second)))).toBe("believed");
});

test("a withdrawn key is rejected after the maximum age, also for a token that was accepted before", async () => {
  realm.publish([jwkOf(first)]);
  const verifier = verifierOf({ maxAgeSeconds: 60 });
  const token = await tokenOf();
  await verifier.verify(token);
  realm.publish([jwkOf(second)]);
  after(59);
  expect(await outcomeOf(verifier.verify(token))).toBe("believed");
  after(2);
  expect(await outcomeOf(verifier.verify(token))).toBe("key");
});

test("an accepted token is rejected once it has expired", async () => {
  realm.publish([jwkOf(first)]);
  const verifier = verifierOf({ maxAgeSeconds: 3600 });
  const token = await tokenOf();
  await verifier.verify(token);
  after(331);
  expect(await outcomeOf(verifier.verify(token))).toBe("expired");
});

test("while the issuer is unavailable its last keys stay valid for a while, then the response is 503", async () => {
  realm.publish([jwkOf(first)]);
  const verifier = verifierOf({ maxAgeSeconds: 60, staleSeconds: 600 });
  await verifier.verify(await tokenOf());
  realm.respondWith((_, response) => response.writeHead(503).end());
  after(120);
  expect(await outcomeOf(verifier.verify(await tokenOf()))).toBe("believed");
  after(600);
  await expect(verifier.verify(await tokenOf())).rejects.toMatchObject({
    code: "dependency_unavailable",
    retryAfterSeconds: expect.any(Number),
  });
  realm.publish([jwkOf(first)]);
  after(61);
  expect(await outcomeOf(verifier.verify(await tokenOf()))).toBe("believed");
});

test.each<[string, Parameters<Realm["respondWith"]>[0]]>([
  ["redirects", (_, response) => response.writeHead(302, { location: "https://example.com/certs" }).end()],
  ["is slow", () => {}],
  ["is slow in its body", (_, response) => void response.writeHead(200).write('{"keys":[')],
  ["is huge", (_, response) => response.end(`{"keys":[],"x":"${"x".repeat(1 << 20)}"}`)],
  ["has a thousand keys", (_, response) => response.end(JSON.stringify({ keys: Array(1000).fill(jwkOf(first)) }))],
  ["is not JSON", (_, response) => response.end("<html>")],
  ["has no keys member", (_, response) => response.end("{}")],
  ["has a list of text", (_, response) => response.end('{"keys":["a"]}')],
  ["fails", (_, response) => response.writeHead(500).end()],
])("a key set that %s is not taken: 503, and no second look within the cool-down", async (_, answer) => {
  realm.respondWith(answer);
  const verifier = verifierOf();
  expect(await outcomeOf(verifier.verify(await tokenOf()))).toBe("dependency_unavailable");
  expect(await outcomeOf(verifier.verify(await tokenOf()))).toBe("dependency_unavailable");
  expect(realm.requests).toHaveLength(1);
});

test("an empty key set refuses the token", async () => {
  realm.publish([]);
  expect(await outcomeOf(verifierOf().verify(await tokenOf()))).toBe("key");
});

test("a private key in the set is not used", async () => {
  const published = { ...jwkOf(first), ...(first.privateKey.export({ format: "jwk" }) as object) };
  realm.publish([published]);
  expect(await outcomeOf(verifierOf().verify(await tokenOf()))).toBe("key");
});

test("neither of two keys with the same id is used", async () => {
  realm.publish([jwkOf(first), { ...jwkOf(second), kid: first.kid }]);
  expect(await outcomeOf(verifierOf().verify(await tokenOf()))).toBe("key");
});

// Port 1 of loopback has no listener.
const inventedTokens = (count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      signToken(first, accessClaims(`http://127.0.0.1:1/realms/nowhere-${index + 1}`, new Date(clock))),
    ),
  );

test("invented issuers cause a limited number of fetches, and do not evict the one in use", async () => {
  realm.publish([jwkOf(first)]);
  const outcomes: string[] = [];
  const verifier = verifierOf({ onFetch: (_, outcome) => outcomes.push(outcome) });
  await verifier.verify(await tokenOf());
  const answers = await Promise.all((await inventedTokens(600)).map((token) => outcomeOf(verifier.verify(token))));
  expect(new Set(answers)).toEqual(new Set(["dependency_unavailable"]));
  expect(outcomes.filter((outcome) => outcome === "failed").length).toBeLessThanOrEqual(20);
  expect(await outcomeOf(verifier.verify(await tokenOf()))).toBe("believed");
});

test("a flood of invented issuers does not block known issuers, and a new one waits its turn", async () => {
  realm.publish([jwkOf(first)]);
  const added = await startRealm("frankfurt-1");
  onTestFinished(() => added.close());
  added.publish([jwkOf(first)]);
  const ofAdded = await signToken(first, accessClaims(added.issuer, new Date(clock)));
  const verifier = verifierOf({ knownIssuers: [realm.issuer] });
  await Promise.all((await inventedTokens(600)).map((token) => outcomeOf(verifier.verify(token))));
  expect(await outcomeOf(verifier.verify(await tokenOf()))).toBe("believed");
  expect(await outcomeOf(verifier.verify(ofAdded))).toBe("dependency_unavailable");
  after(10);
  expect(await outcomeOf(verifier.verify(ofAdded))).toBe("believed");
});

test("a known issuer that does not respond is called once per cool-down", async () => {
  const verifier = verifierOf({ knownIssuers: [realm.issuer], cooldownSeconds: 10 });
  for (let index = 0; index < 100; index++)
    expect(await outcomeOf(verifier.verify(await tokenOf()))).toBe("dependency_unavailable");
  expect(realm.requests).toHaveLength(1);
  realm.publish([jwkOf(first)]);
  after(10);
  expect(await outcomeOf(verifier.verify(await tokenOf()))).toBe("believed");
});

// No name service has a label that begins with a hyphen, so this works even on a machine without
// one.
test("a host that is not found is an outage of a known issuer, and of any other no issuer at all", async () => {
  const [known, invented] = ["http://-known.invalid/realms/sgp-1", "http://-invented.invalid/realms/aaa-1"];
  const outcomes: [string, JwksFetchOutcome][] = [];
  const keySets = createKeySets({
    knownIssuers: [known],
    onFetch: (issuer, outcome) => outcomes.push([issuer, outcome]),
  });
  for (const _ of ["first look", "within the cool-down"]) {
    await expect(keySets.forKey(known, "key-1")).rejects.toMatchObject({
      code: "dependency_unavailable",
      retryAfterSeconds: expect.any(Number),
    });
    expect(await keySets.forKey(invented, "key-1")).toBeUndefined();
  }
  expect(outcomes).toEqual([
    [known, "failed"],
    [invented, "unknown_host"],
  ]);
});
