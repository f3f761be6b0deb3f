import { createHmac, createPublicKey } from "node:crypto";
import type { JsonWebKey } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

type Jwk = JsonWebKey & { kid: string; use: string; alg: string };
const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString("base64url");
const decode = (part = ""): Record<string, unknown> => JSON.parse(Buffer.from(part, "base64url").toString());

/** What somebody who has a Keycloak token and the realm's public key can make from them. */
describe("Keycloak's own tokens", () => {
  let stage: Stage;
  let key: Jwk;
  let header: Record<string, unknown>;
  let payload: Record<string, unknown>;
  let signature: string;
  beforeAll(async () => {
    stage = await setStage();
    const [head, body, tail = ""] = (await stage.token("vera")).split(".");
    [header, payload, signature] = [decode(head), decode(body), tail];
    const certs = await fetch(`${stage.issuer}/protocol/openid-connect/certs`);
    const { keys } = (await certs.json()) as { keys: Jwk[] };
    key = keys.find(({ kid }) => kid === header["kid"]) as Jwk;
  });
  afterAll(() => stage?.stop());

  const reasonOf = async (token: string): Promise<unknown[]> => {
    const { status, body } = await stage.call("GET", "/api/me", { token });
    return [status, body.meta?.reason ?? body.code];
  };
  const unsigned = (alg: string): string => `${encode({ ...header, alg })}.${encode(payload)}.`;

  test("without a signature, alg none, give no access", async () => {
    for (const alg of ["none", "None", "nOnE"]) expect(await reasonOf(unsigned(alg))).toEqual([401, "header"]);
  });

  test("signed again by HMAC with the realm's public key open nothing", async () => {
    const publicKey = createPublicKey({ key, format: "jwk" });
    const input = `${encode({ ...header, alg: "HS256" })}.${encode(payload)}`;
    for (const secret of [
      publicKey.export({ format: "pem", type: "spki" }),
      publicKey.export({ format: "der", type: "spki" }),
      JSON.stringify(key),
    ]) {
      const mac = createHmac("sha256", secret).update(input).digest("base64url");
      expect(await reasonOf(`${input}.${mac}`)).toEqual([401, "header"]);
    }
  });

  test("with another payload under the old signature open nothing", async () => {
    const asAda = { ...payload, email: "ada@example.com" };
    expect(await reasonOf(`${encode(header)}.${encode(asAda)}.${signature}`)).toEqual([401, "signature"]);
  });

  test("that are ID tokens are not accepted as access tokens", async () => {
    const [status, reason] = await reasonOf(await stage.token("vera", "id_token"));
    expect([status, ["type", "audience"].includes(String(reason))]).toEqual([401, true]);
  });
});
