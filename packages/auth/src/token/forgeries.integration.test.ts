import { createHmac, createSign, sign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assembleToken, jwkOf, signToken } from "@cogrion/testing/realm/realm";
import type { Stage } from "@cogrion/testing/realm/stage";
import { ec, encryption, foreign, rsa, setStage, weak } from "@cogrion/testing/realm/stage";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.realm.close());

const header = (changes: Record<string, unknown> = {}) => ({ alg: "RS256", typ: "JWT", kid: "rsa-1", ...changes });
const rs256 = (input: Buffer): Buffer => createSign("sha256").update(input).sign(rsa.privateKey);
const unsigned = (): Buffer => Buffer.alloc(0);

describe("refuses forgeries", () => {
  const attackers: Record<string, () => string | Promise<string>> = {
    "alg none": () => assembleToken(header({ alg: "none" }), stage.claims(), unsigned),
    "alg none with a signature": () => assembleToken(header({ alg: "none" }), stage.claims(), rs256),
    "alg NoNe": () => assembleToken(header({ alg: "NoNe" }), stage.claims(), rs256),
    "no alg": () => assembleToken(header({ alg: undefined }), stage.claims(), rs256),
    "HMAC with the public key as PEM": () => hmacWith(rsa.publicKey.export({ format: "pem", type: "spki" })),
    "HMAC with the public key as DER": () => hmacWith(rsa.publicKey.export({ format: "der", type: "spki" })),
    "HMAC with the public key as JWK": () => hmacWith(JSON.stringify(jwkOf(rsa))),
    "HMAC with nothing": () => hmacWith(""),
    "an algorithm that is not pinned: RS512": () =>
      assembleToken(header({ alg: "RS512" }), stage.claims(), (input) => sign("sha512", input, rsa.privateKey)),
    "an embedded key (jwk)": () => forge({ jwk: jwkOf(foreign) }),
    "a key address (jku)": () => forge({ jku: `${stage.realm.issuer}/protocol/openid-connect/certs` }),
    "a certificate address (x5u)": () => forge({ x5u: "https://attacker.example/cert.pem" }),
    "embedded certificates (x5c)": () => forge({ x5c: ["MIIB"] }),
    "a critical extension": () => signToken(rsa, stage.claims(), { crit: ["b64"], b64: true }),
    "an unencoded payload": () => assembleToken(header({ b64: false, crit: ["b64"] }), stage.claims(), rs256),
    "a compressed payload": () => assembleToken(header({ zip: "DEF" }), stage.claims(), rs256),
    "a header type of another use": () => signToken(rsa, stage.claims(), { typ: "logout+jwt" }),
    "a kid that is a number": () => assembleToken(header({ kid: 1 }), stage.claims(), rs256),
    "an empty kid": () => assembleToken(header({ kid: "" }), stage.claims(), rs256),
    "no kid": () => assembleToken(header({ kid: undefined }), stage.claims(), rs256),
    "a header that is a list": () => assembleToken([header()], stage.claims(), rs256),
  };
  const hmacWith = (secret: string | Buffer): string =>
    assembleToken(header({ alg: "HS256" }), stage.claims(), (input) =>
      createHmac("sha256", secret).update(input).digest(),
    );
  const forge = (changes: Record<string, unknown>): Promise<string> => signToken(foreign, stage.claims(), changes);

  test.each(Object.keys(attackers))("%s", async (name) => {
    const asked = stage.realm.requests.length;
    expect(await stage.refusalOf((await attackers[name]?.()) ?? "")).toBe("header");
    expect(stage.realm.requests).toHaveLength(asked);
  });

  test.each([
    ["another key under our kid", () => signToken(foreign, stage.claims()), "signature"],
    ["a kid that is a path", () => signToken(rsa, stage.claims(), { kid: "../../../../dev/null" }), "key"],
    ["a kid that is SQL", () => signToken(rsa, stage.claims(), { kid: "x' UNION SELECT 'key" }), "key"],
    ["the encryption key's kid", () => signToken(encryption, stage.claims()), "key"],
    [
      "a key shorter than 2048 bits",
      () => assembleToken(header({ kid: "weak-1" }), stage.claims(), (input) => sign("sha256", input, weak.privateKey)),
      "key",
    ],
    ["an EC key's kid with RS256", () => signToken(rsa, stage.claims(), { kid: "ec-1" }), "key"],
    ["an RSA key's kid with ES256", () => signToken(ec, stage.claims(), { kid: "rsa-1" }), "key"],
    [
      "a DER signature with ES256",
      () =>
        assembleToken(header({ alg: "ES256", kid: "ec-1" }), stage.claims(), (input) =>
          sign("sha256", input, ec.privateKey),
        ),
      "signature",
    ],
    [
      "a signature of zeros with ES256",
      () => assembleToken(header({ alg: "ES256", kid: "ec-1" }), stage.claims(), () => Buffer.alloc(64)),
      "signature",
    ],
    ["an empty signature", () => assembleToken(header(), stage.claims(), unsigned), "signature"],
    ["a kid of 1 MB", () => assembleToken(header({ kid: "k".repeat(1 << 20) }), stage.claims(), rs256), "malformed"],
  ])("%s", async (_, make, reason) => {
    expect(await stage.refusalOf(await make())).toBe(reason);
  });

  test("a payload exchanged under a good signature", async () => {
    const [head, , signature] = (await signToken(rsa, stage.claims())).split(".");
    const payload = Buffer.from(JSON.stringify(stage.claims({ email: "root@example.com" }))).toString("base64url");
    expect(await stage.refusalOf(`${head}.${payload}.${signature}`)).toBe("signature");
  });

  test("a token that was accepted and then changed in its last character", async () => {
    const token = await signToken(rsa, stage.claims());
    await stage.verifier.verify(token);
    const flipped = token.slice(0, -1) + (token.endsWith("A") ? "Q" : "A");
    expect(["signature", "malformed"]).toContain(await stage.refusalOf(flipped));
  });

  test.each([
    ["nothing", () => ""],
    ["two parts", (t: string) => t.split(".").slice(0, 2).join(".")],
    ["four parts", (t: string) => `${t}.x`],
    ["five parts, an encrypted token", (t: string) => `${t}.x.y`],
    ["padding", (t: string) => `${t}==`],
    ["white space", (t: string) => `${t} `],
    ["a line break within", (t: string) => t.replace(".", ".\n")],
    ["base64 in place of base64url", (t: string) => t.replace(".", "+.")],
    ["spare bits that are not zero", (t: string) => spareBits(t)],
    ["a header that is not JSON", (t: string) => ["bm9wZQ", ...t.split(".").slice(1)].join(".")],
  ])("a token with %s", async (_, deform) => {
    expect(await stage.refusalOf(deform(await signToken(rsa, stage.claims())))).toBe("malformed");
  });

  // 256 bytes are 342 characters, of which the last carries four spare bits.
  const spareBits = (token: string): string => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return token.slice(0, -1) + alphabet[alphabet.indexOf(token.at(-1) ?? "") + 1];
  };
});
