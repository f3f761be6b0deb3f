import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signToken } from "@cogrion/testing/realm/realm";
import type { Stage } from "@cogrion/testing/realm/stage";
import { ec, nowSeconds, rsa, setStage } from "@cogrion/testing/realm/stage";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.realm.close());

describe("believes", () => {
  test.each([
    ["RS256", rsa],
    ["ES256", ec],
  ])("an access token of the realm, %s", async (_, key) => {
    expect(await stage.verifier.verify(await signToken(key, stage.claims()))).toEqual({
      issuer: stage.realm.issuer,
      subject: "7f3c8f6a-8f0b-4f0e-9d0b-0d8f0b6a1c11",
      email: "ada@example.com",
      clientId: "cogrion-dashboard",
      expiresAt: new Date((nowSeconds + 300) * 1000),
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ["our audience among others", { aud: ["account", "cogrion-control-plane"] }],
    ["the CLI as client", { azp: "cogrion-cli" }],
    ["an expiry within the skew", { exp: nowSeconds - 29 }],
    ["a beginning within the skew", { nbf: nowSeconds + 29 }],
    ["an issue within the skew", { iat: nowSeconds + 29 }],
    ["an hour's life, a wrong setting that is borne", { exp: nowSeconds + 3600 }],
    ["no region claim", { cogrion_region: undefined }],
  ])("a token with %s", async (_, changes) => {
    await expect(stage.verifier.verify(await signToken(rsa, stage.claims(changes)))).resolves.toBeDefined();
  });

  test("a service principal's client by its name, whatever the token says of an address", async () => {
    const id = "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10";
    for (const email of [undefined, "ada@example.com", 7]) {
      const token = await signToken(rsa, stage.claims({ azp: `sp-${id}`, email, email_verified: undefined }));
      expect(await stage.verifier.verify(token)).toMatchObject({
        email: `sp-${id}@service-principals.invalid`,
        clientId: `sp-${id}`,
      });
    }
  });

  test("one spelling of an address", async () => {
    const token = await signToken(rsa, stage.claims({ email: "Ada@Example.COM" }));
    expect((await stage.verifier.verify(token)).email).toBe("ada@example.com");
  });

  test("the RFC 9068 header type", async () => {
    await expect(stage.verifier.verify(await signToken(rsa, stage.claims(), { typ: "at+jwt" }))).resolves.toBeDefined();
  });
});

describe("refuses claims", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["expired", { exp: nowSeconds - 31 }, "expired"],
    ["without expiry", { exp: undefined }, "claims"],
    ["with an expiry that is text", { exp: String(nowSeconds + 300) }, "claims"],
    ["with an endless expiry", { exp: 1e300 }, "claims"],
    ["not yet valid", { nbf: nowSeconds + 31 }, "not_yet_valid"],
    ["issued in the future", { iat: nowSeconds + 31 }, "not_yet_valid"],
    ["that lives for ten years", { exp: nowSeconds + 10 * 365 * 86_400 }, "lifetime"],
    ["that lives for an hour and a second", { exp: nowSeconds + 3601 }, "lifetime"],
    ["given an hour ago that lives for a minute more", { iat: nowSeconds - 3600, exp: nowSeconds + 60 }, "lifetime"],
    ["without time of issue", { iat: undefined }, "claims"],
    ["for another audience", { aud: "account" }, "audience"],
    ["for an audience that begins like ours", { aud: "cogrion-control-plane.example.com" }, "audience"],
    ["without audience", { aud: undefined }, "claims"],
    ["given to a workspace's client", { azp: "w-acme" }, "client"],
    ["given to a workspace's client of a service principal's shape", { azp: "w-sp-acme" }, "client"],
    ["given to what only begins like a service principal", { azp: "sp-acme" }, "client"],
    ["given to a service principal in another spelling", { azp: "sp-01932C07-3B1E-7C5A-9A53-5F0A4F6A2F10" }, "client"],
    [
      "of a person with a service principal's address",
      { email: "sp-01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10@service-principals.invalid" },
      "claims",
    ],
    ["given to nobody", { azp: undefined }, "claims"],
    ["given to a client spelt in upper case", { azp: "COGRION-CLI" }, "client"],
    ["that is an ID token", { typ: "ID", aud: ["cogrion-dashboard", "cogrion-control-plane"] }, "type"],
    ["that is a refresh token", { typ: "Refresh" }, "type"],
    ["without payload type", { typ: undefined }, "claims"],
    ["with an unverified address", { email_verified: false }, "email_unverified"],
    ["with a verification that is text", { email_verified: "true" }, "claims"],
    ["without a word on verification", { email_verified: undefined }, "claims"],
    ["without address", { email: undefined }, "claims"],
    ["with two addresses", { email: ["ada@example.com", "eve@example.com"] }, "claims"],
    ["without subject", { sub: undefined }, "claims"],
    ["with an empty subject", { sub: "" }, "claims"],
    ["that names another region than its issuer", { cogrion_region: "frankfurt-1" }, "claims"],
  ])("a token %s", async (_, changes, reason) => {
    expect(await stage.refusalOf(await signToken(rsa, stage.claims(changes)))).toBe(reason);
  });
});
