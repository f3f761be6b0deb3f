import { randomBytes } from "node:crypto";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import type { Pool } from "@cogrion/postgres";
import { createPool, migrate } from "@cogrion/postgres";
import { accessClaims, createSigningKey, jwkOf, signToken, startRealm } from "@cogrion/testing/realm/realm";
import type { ControlPlane } from "./process.ts";
import { startControlPlane } from "./process.ts";

// No test lasts as long, so none reaches the end of its window by chance.
export const windowSeconds = 900;
const quotas = {
  RATE_LIMIT_WINDOW_SECONDS: String(windowSeconds),
  RATE_LIMIT_READS: "40",
  RATE_LIMIT_CREATIONS: "12",
  RATE_LIMIT_TOKEN: "30",
  RATE_LIMIT_WORKSPACE: "20",
  RATE_LIMIT_ANONYMOUS: "15",
  RATE_LIMIT_TOKEN_FAILURES: "10",
};

let people = 0;
/** A person who has sent no request yet. */
export const newcomer = (): string => `person-${++people}`;
let addresses = 0;
/** A separate address for each test, as reported by a trusted proxy. */
export const newAddress = (): string => `198.51.100.${++addresses}`;

type Asked = {
  token?: string | undefined;
  /** The value of `X-Forwarded-For`. */
  from?: string;
  body?: unknown;
  method?: string;
  headers?: Record<string, string>;
};
export type Answer = Awaited<ReturnType<typeof ask>>;

export const ask = async (at: ControlPlane, path: string, { token, from, body, method, headers }: Asked = {}) => {
  const response = await fetch(at.publicUrl + path, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(from === undefined ? {} : { "x-forwarded-for": from }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  // oxlint-disable-next-line typescript/no-explicit-any
  const answer = (text === "" ? undefined : JSON.parse(text)) as any;
  return { status: response.status, headers: response.headers, body: answer };
};

export type LimitedStage = {
  parts: TestParts<"postgres">;
  pool: Pool;
  /** The options of both control planes. */
  environment: Record<string, string>;
  one: ControlPlane;
  two: ControlPlane;
  tokenOf: (name: string) => Promise<string>;
  /** A token of the realm's form that the realm has not signed. */
  forgedToken: () => Promise<string>;
  stop(): Promise<void>;
};

/**
 * Two control planes as processes with one database and small limits, which trust the addresses
 * that a proxy on this machine reports.
 */
export const setLimitedStage = async (): Promise<LimitedStage> => {
  const key = createSigningKey("rsa-1");
  const foreign = createSigningKey("rsa-1");
  const parts = await startTestParts({ parts: ["postgres"] });
  const databaseUrl = await parts.createDatabase("limits");
  await migrate({ databaseUrl, isPrimary: true });
  const realm = await startRealm("sgp-1");
  realm.publish([jwkOf(key)]);
  const environment = {
    DATABASE_URL: databaseUrl,
    AUTH_DOMAIN: new URL(realm.issuer).host,
    TRUSTED_PROXIES: "127.0.0.1",
    ...quotas,
  };
  const [one, two] = await Promise.all([startControlPlane(environment), startControlPlane(environment)]);
  const pool = createPool({ databaseUrl, applicationName: "test" });
  const signed = (name: string, signer: typeof key): Promise<string> =>
    signToken(signer, {
      ...accessClaims(realm.issuer, new Date()),
      sub: `subject-of-${name}`,
      email: `${name}@example.com`,
      jti: randomBytes(6).toString("hex"),
    });
  return {
    parts,
    pool,
    environment,
    one,
    two,
    tokenOf: (name) => signed(name, key),
    forgedToken: () => signed("eve", foreign),
    async stop() {
      await pool.end();
      await Promise.all([one.stop(), two.stop()]);
      await realm.close();
      await parts.stop();
    },
  };
};
