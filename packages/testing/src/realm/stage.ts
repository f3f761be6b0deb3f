import { generateKeyPairSync } from "node:crypto";
import { CogrionError } from "@cogrion/domain";
import { createKeySets } from "@cogrion/auth/keys/key-sets";
import type { TokenVerifier } from "@cogrion/auth/token/verifier";
import { createTokenVerifier } from "@cogrion/auth/token/verifier";
import type { Realm, SigningKey } from "./realm.ts";
import { accessClaims, createSigningKey, jwkOf, startRealm } from "./realm.ts";

export const now = new Date("2026-03-01T12:00:00Z");
export const nowSeconds = now.getTime() / 1000;

/** Keys that the realm publishes, and one that it does not, under the same id. */
export const rsa = createSigningKey("rsa-1");
export const ec = createSigningKey("ec-1", "ES256");
export const encryption = createSigningKey("enc-1");
export const weak: SigningKey = {
  kid: "weak-1",
  alg: "RS256",
  ...generateKeyPairSync("rsa", { modulusLength: 1024 }),
};
export const foreign = createSigningKey("rsa-1");

export type Stage = {
  realm: Realm;
  verifier: TokenVerifier;
  claims(changes?: Record<string, unknown>): Record<string, unknown>;
  /** The reason (or the code) of the rejection; undefined for an accepted token. */
  refusalOf(token: string): Promise<unknown>;
};

/** A realm on loopback, and a verifier that trusts it at a fixed time. */
export const setStage = async (): Promise<Stage> => {
  const realm = await startRealm("sgp-1");
  realm.publish([jwkOf(rsa), jwkOf(ec), jwkOf(encryption, "enc"), jwkOf(weak)]);
  const verifier = createTokenVerifier({
    environment: "local",
    audience: "cogrion-control-plane",
    clients: ["cogrion-dashboard", "cogrion-cli"],
    keySets: createKeySets(),
    now: () => now,
  });
  return {
    realm,
    verifier,
    claims: (changes = {}) => ({ ...accessClaims(realm.issuer, now), ...changes }),
    async refusalOf(token) {
      try {
        await verifier.verify(token);
        return undefined;
      } catch (error) {
        if (!(error instanceof CogrionError) || error.status !== 401) throw error;
        return error.meta?.reason ?? error.code;
      }
    },
  };
};
