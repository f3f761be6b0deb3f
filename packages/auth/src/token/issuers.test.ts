import { describe, expect, test } from "vitest";
import { accessClaims, createSigningKey, signToken } from "@cogrion/testing/realm/realm";
import { untrustedIssuers } from "@cogrion/testing/realm/untrusted-issuers";
import { createTokenVerifier } from "./verifier.ts";

const key = createSigningKey("rsa-1");
const tokenOf = (issuer: string) => signToken(key, accessClaims(issuer, new Date()));

describe("refuses issuers, and asks none of them for keys", () => {
  test.each(untrustedIssuers)("%s", async (_, environment, issuer) => {
    const asked: string[] = [];
    const strict = createTokenVerifier({
      environment,
      audience: "cogrion-control-plane",
      clients: ["cogrion-dashboard"],
      keySets: {
        fresh: () => undefined,
        forKey: async (each) => {
          asked.push(each);
          return undefined;
        },
      },
    });
    await expect(strict.verify(await tokenOf(issuer))).rejects.toMatchObject({
      code: "token_invalid",
      meta: { reason: "issuer" },
    });
    expect(asked).toEqual([]);
  });

  test("but asks a region's own issuer, also of a region it has never heard of", async () => {
    const asked: string[] = [];
    const strict = createTokenVerifier({
      environment: "prod",
      audience: "cogrion-control-plane",
      clients: ["cogrion-dashboard"],
      keySets: {
        fresh: () => undefined,
        forKey: async (each) => {
          asked.push(each);
          return undefined;
        },
      },
    });
    const issuer = "https://auth.sao-paulo-12.cogrion.com/realms/sao-paulo-12";
    await expect(strict.verify(await tokenOf(issuer))).rejects.toThrow();
    expect(asked).toEqual([issuer]);
  });
});
