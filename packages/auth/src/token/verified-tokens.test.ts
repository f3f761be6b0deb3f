import { createLocalJWKSet } from "jose";
import { beforeEach, expect, test } from "vitest";
import { accessClaims, createSigningKey, jwkOf, signToken } from "@cogrion/testing/realm/realm";
import type { TokenVerifier } from "./verifier.ts";
import { createTokenVerifier } from "./verifier.ts";

const issuer = "http://localhost:8080/realms/sgp-1";
const key = createSigningKey("ec-1", "ES256");
const keySet = { find: createLocalJWKSet({ keys: [jwkOf(key)] }), kids: new Set([key.kid]) };
const start = new Date("2026-03-01T12:00:00Z");

let now: Date;
let verifier: TokenVerifier;
beforeEach(() => {
  now = start;
  verifier = createTokenVerifier({
    environment: "local",
    audience: "cogrion-control-plane",
    clients: ["cogrion-dashboard"],
    keySets: { fresh: () => keySet, forKey: async () => keySet },
    maxVerifiedTokens: 2,
    now: () => now,
  });
});

const tokenOf = (sub: string): Promise<string> => signToken(key, { ...accessClaims(issuer, start), sub });
/** A cached token is returned as the same object; verifying it again creates another one. */
const isRemembered = async (token: string, believed: unknown): Promise<boolean> =>
  (await verifier.verify(token)) === believed;

test("no more tokens are remembered than the limit, and the one used least recently goes first", async () => {
  const [ada, bob, eve] = [await tokenOf("ada"), await tokenOf("bob"), await tokenOf("eve")];
  const ofAda = await verifier.verify(ada);
  const ofBob = await verifier.verify(bob);
  expect(await isRemembered(ada, ofAda)).toBe(true);
  const ofEve = await verifier.verify(eve);
  expect(await isRemembered(ada, ofAda)).toBe(true);
  expect(await isRemembered(eve, ofEve)).toBe(true);
  expect(await isRemembered(bob, ofBob)).toBe(false);
});

test("a token is remembered until its exp and no longer, also where the skew lets it pass", async () => {
  const token = await tokenOf("ada");
  const believed = await verifier.verify(token);
  now = new Date(believed.expiresAt.getTime() - 1);
  expect(await isRemembered(token, believed)).toBe(true);
  now = believed.expiresAt;
  const again = await verifier.verify(token);
  expect(again).not.toBe(believed);
  expect(await isRemembered(token, again)).toBe(false);
  now = new Date(believed.expiresAt.getTime() + 30_000);
  await expect(verifier.verify(token)).rejects.toMatchObject({ meta: { reason: "expired" } });
});
