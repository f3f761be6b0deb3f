import { readFile } from "node:fs/promises";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import type { Pool } from "@cogrion/postgres";
import { createPool, migrate } from "@cogrion/postgres";
import type { TlsFront } from "@cogrion/testing/database/tls-front";
import { startTlsFront } from "@cogrion/testing/database/tls-front";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { accessClaims, createSigningKey, jwkOf, signToken } from "@cogrion/testing/realm/realm";
import { untrustedIssuers } from "@cogrion/testing/realm/untrusted-issuers";
import type { Internet } from "./support/internet.ts";
import { startInternet } from "./support/internet.ts";
import type { ControlPlane } from "./support/process.ts";
import { startControlPlane } from "./support/process.ts";

// One key id for both, so that only the key's owner decides.
const realms = createSigningKey("key-1");
const attackers = createSigningKey("key-1");

/**
 * Hosts that publish the realms' key at the right path; every other host and path of the world
 * publishes the attacker's.
 */
const realmHosts = [
  "auth.sgp-1.cogrion.com",
  "auth.frankfurt-1.cogrion.com",
  "auth.sao-paulo-12.cogrion.com",
  "auth.dev.sgp-1.cogrion.com",
];
const attackersHosts = [
  "auth.w-acme.sgp-1.cogrion.com",
  "auth.sgp-1.cogrion.com.evil.example",
  "evil.example",
  "auth.sgp-1.evilcogrion.com",
  "auth.cogrion.com",
];
const keysOf = (host: string, path: string) => {
  const region = /^\/realms\/([a-z0-9-]+)\/protocol\/openid-connect\/certs$/.exec(path)?.[1] ?? "none";
  const isRealm = realmHosts.includes(host) && host.split(".").includes(region);
  return { keys: [jwkOf(isRealm ? realms : attackers)] };
};

const twoRegions = JSON.stringify({
  primary: "sgp-1",
  regions: {
    "sgp-1": { location: "Singapore", awsRegion: "ap-southeast-1" },
    "frankfurt-1": { location: "Frankfurt", awsRegion: "eu-central-1" },
  },
});

const environmentOf = (environment: "prod" | "dev"): Record<string, string> => {
  const domain = environment === "prod" ? "sgp-1.cogrion.com" : "dev.sgp-1.cogrion.com";
  return {
    ENVIRONMENT: environment,
    BASE_DOMAIN: `cplane.${domain}`,
    WORKSPACE_DOMAIN: domain,
    AUTH_DOMAIN: `auth.${domain}`,
    TEMPORAL_DOMAIN: `temporal.${domain}`,
  };
};

let parts: TestParts<"postgres">;
let pool: Pool;
let internet: Internet;
let database: TlsFront;
let start: (environment: Record<string, string>) => Promise<ControlPlane>;
let controlPlanes: Record<"prod" | "dev" | "local", ControlPlane>;
beforeAll(async () => {
  parts = await startTestParts({ parts: ["postgres"] });
  const databaseUrl = await parts.createDatabase("issuers");
  await migrate({ databaseUrl, isPrimary: true });
  pool = createPool({ databaseUrl, applicationName: "test" });
  internet = await startInternet({ hosts: [...realmHosts, ...attackersHosts], answer: keysOf });
  const { keyStore, passphrase } = internet.certificate;
  database = await startTlsFront(databaseUrl, { pfx: await readFile(keyStore), passphrase });
  const secured = Object.assign(new URL(databaseUrl), { hostname: "localhost", port: String(database.port) }).href;
  start = (environment) =>
    startControlPlane({
      DATABASE_URL: environment["ENVIRONMENT"] === undefined ? databaseUrl : secured,
      ...internet.environment,
      ...environment,
    });
  controlPlanes = {
    prod: await start(environmentOf("prod")),
    dev: await start(environmentOf("dev")),
    local: await start({}),
  };
});
afterAll(async () => {
  await Promise.all(Object.values(controlPlanes ?? {}).map((each) => each.stop()));
  database?.close();
  await internet?.close();
  await pool?.end();
  await parts?.stop();
});

const ask = async (at: ControlPlane, token: string) => {
  const response = await fetch(`${at.publicUrl}/api/me`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const tokenOf = (issuer: string, key = realms) => signToken(key, accessClaims(issuer, new Date()));

describe("a control plane of prod, as it runs there", () => {
  test("accepts its region's realm, and requests keys only from that realm's host", async () => {
    const answer = await ask(controlPlanes.prod, await tokenOf("https://auth.sgp-1.cogrion.com/realms/sgp-1"));
    expect([answer.status, answer.body["email"]]).toEqual([200, "ada@example.com"]);
    expect(internet.asked).toEqual(["auth.sgp-1.cogrion.com:443"]);
  });

  test("does not accept another key under the id of the realm's key", async () => {
    const answer = await ask(
      controlPlanes.prod,
      await tokenOf("https://auth.sgp-1.cogrion.com/realms/sgp-1", attackers),
    );
    expect([answer.status, answer.body["meta"]]).toEqual([401, { reason: "signature" }]);
  });

  test("verifies the tokens of a region that is not in its configuration", async () => {
    const issuer = "https://auth.sao-paulo-12.cogrion.com/realms/sao-paulo-12";
    const answer = await ask(controlPlanes.prod, await tokenOf(issuer));
    // Verified, but without authority, because it is not this region's own.
    expect([answer.status, answer.body["code"]]).toEqual([403, "issuer_not_accepted"]);
    expect(internet.asked.at(-1)).toBe("auth.sao-paulo-12.cogrion.com:443");
  });
});

const issuerOf = (region: string): string => `https://auth.${region}.cogrion.com/realms/${region}`;

test("a new replica accepts the realms of its configured regions even during a flood of invented issuers", async () => {
  const fresh = await start({ ...environmentOf("prod"), REGIONS: twoRegions });
  onTestFinished(() => fresh.stop());
  const askedBefore = internet.asked.length;
  const storm = await Promise.all(Array.from({ length: 100 }, (_, index) => tokenOf(issuerOf(`aaa-${index + 1}`))));
  const answers = await Promise.all(storm.map((token) => ask(fresh, token)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  expect(internet.asked).toHaveLength(askedBefore + 20);
  const statusOf = async (region: string) => (await ask(fresh, await tokenOf(issuerOf(region)))).status;
  // The allowance is used up: a region that is in no table waits for the next one.
  expect([await statusOf("sgp-1"), await statusOf("frankfurt-1"), await statusOf("sao-paulo-12")]).toEqual([
    // Another region's token is verified, and has no authority here.
    200, 403, 503,
  ]);
});

describe("rejects, and requests no keys", () => {
  test.each(untrustedIssuers)("%s", async (_, environment, issuer) => {
    const askedBefore = internet.asked.length;
    const principals = () => pool.query("select uid from principals order by uid").then(({ rows }) => rows);
    const before = await principals();
    // Signed by somebody who owns the host, and by the realm itself.
    for (const key of [attackers, realms]) {
      const answer = await ask(controlPlanes[environment], await tokenOf(issuer, key));
      expect([answer.status, answer.body["code"], answer.body["meta"]]).toEqual([
        401,
        "token_invalid",
        { reason: "issuer" },
      ]);
    }
    expect(internet.asked).toHaveLength(askedBefore);
    expect(await principals()).toEqual(before);
  });
});
