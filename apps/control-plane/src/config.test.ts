import { defaultQuotaLimits } from "@cogrion/domain";
import { ConfigError } from "@cogrion/config";
import { unlimited } from "@cogrion/local-stack/region/app-environment";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";
import type { PolicyName } from "./limits/policies.ts";
import { defaultQuotas } from "./limits/policies.ts";
import { quotaVariables } from "./limits/quotas.ts";
import { variableOf } from "./limits/settings.ts";

const regions = {
  primary: "sgp-1",
  regions: {
    "sgp-1": { location: "Singapore", awsRegion: "ap-southeast-1" },
    "frankfurt-1": { location: "Frankfurt", awsRegion: "eu-central-1" },
  },
};
const secret = "s".repeat(40);

const prod = (changes: Record<string, string | undefined> = {}): Record<string, string | undefined> => ({
  ENVIRONMENT: "prod",
  REGION: "sgp-1",
  BASE_DOMAIN: "cplane.sgp-1.cogrion.com",
  WORKSPACE_DOMAIN: "sgp-1.cogrion.com",
  AUTH_DOMAIN: "auth.sgp-1.cogrion.com",
  TEMPORAL_DOMAIN: "temporal.sgp-1.cogrion.com",
  REGIONS: JSON.stringify(regions),
  DATABASE_URL: `postgres://cogrion:${secret}@db.internal/cogrion`,
  TRUSTED_PRINCIPAL_ARN: "arn:aws:iam::111111111111:role/cogrion-worker",
  ...changes,
});

const frankfurt = {
  REGION: "frankfurt-1",
  BASE_DOMAIN: "cplane.frankfurt-1.cogrion.com",
  WORKSPACE_DOMAIN: "frankfurt-1.cogrion.com",
  AUTH_DOMAIN: "auth.frankfurt-1.cogrion.com",
  TEMPORAL_DOMAIN: "temporal.frankfurt-1.cogrion.com",
  INTER_REGION_SERVICE_TOKEN: secret,
};

const primary = { PRIMARY_CPLANE_API_URL: "https://internal.cplane.sgp-1.cogrion.com" };

const faultsOf = (env: Record<string, string | undefined>): string[] => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.message
        .split("\n")
        .slice(1)
        .map((line) => line.trim());
    throw error;
  }
  return [];
};

test("a whole environment is read, with defaults", () => {
  expect(readConfig(prod())).toMatchObject({
    place: { environment: "prod", region: "sgp-1" },
    awsRegion: "ap-southeast-1",
    primaryUrl: undefined,
    interRegionToken: undefined,
    regionTokenHashes: {},
    bindAddress: "0.0.0.0",
    publicPort: 3000,
    internalPort: 3002,
    opsPort: 3003,
    trustedProxies: [],
    logLevel: "info",
  });
});

test("two regions differ in their variables only", () => {
  const url = "https://internal.cplane.sgp-1.cogrion.com";
  expect(readConfig(prod({ ...frankfurt, PRIMARY_CPLANE_API_URL: url }))).toMatchObject({
    place: { environment: "prod", region: "frankfurt-1" },
    awsRegion: "eu-central-1",
    primaryUrl: url,
  });
});

test("an empty environment lists every variable that is missing, at once", () => {
  expect(faultsOf({})).toEqual(
    [
      "ENVIRONMENT",
      "REGION",
      "BASE_DOMAIN",
      "WORKSPACE_DOMAIN",
      "AUTH_DOMAIN",
      "TEMPORAL_DOMAIN",
      "REGIONS",
      "DATABASE_URL",
      "TRUSTED_PRINCIPAL_ARN",
    ].map((name) => `${name}: is not set`),
  );
});

test("the bare region domain is refused with the right value named", () => {
  expect(faultsOf(prod({ BASE_DOMAIN: "sgp-1.cogrion.com" }))).toEqual([
    'BASE_DOMAIN: is the region\'s bare domain; the host is "cplane.sgp-1.cogrion.com"',
  ]);
});

test.each<[string, Record<string, string | undefined>, string[]]>([
  ["dev's host in prod", { BASE_DOMAIN: "cplane.dev.sgp-1.cogrion.com" }, ["BASE_DOMAIN"]],
  ["another region's sign-in", { AUTH_DOMAIN: "auth.frankfurt-1.cogrion.com" }, ["AUTH_DOMAIN"]],
  ["a URL for a host", { TEMPORAL_DOMAIN: "https://temporal.sgp-1.cogrion.com" }, ["TEMPORAL_DOMAIN"]],
  ["an environment that there is not", { ENVIRONMENT: "production" }, ["ENVIRONMENT"]],
  ["a region that is none", { REGION: "Singapore" }, ["REGION"]],
  ["a region that is not in the table", frankfurtOf({ REGIONS: only("sgp-1") }), ["REGIONS", "PRIMARY_CPLANE_API_URL"]],
  ["a region that does not know its primary", frankfurtOf({}), ["PRIMARY_CPLANE_API_URL"]],
  [
    "a primary that would ask another",
    { PRIMARY_CPLANE_API_URL: "https://x.example", INTER_REGION_SERVICE_TOKEN: secret },
    ["PRIMARY_CPLANE_API_URL"],
  ],
  [
    "the primary by plain http",
    frankfurtOf({ PRIMARY_CPLANE_API_URL: "http://x.example" }),
    ["PRIMARY_CPLANE_API_URL"],
  ],
  [
    "the primary with a path",
    frankfurtOf({ PRIMARY_CPLANE_API_URL: "https://x.example/api" }),
    ["PRIMARY_CPLANE_API_URL"],
  ],
  ["a short token", { INTER_REGION_SERVICE_TOKEN: "short" }, ["INTER_REGION_SERVICE_TOKEN"]],
  ["a port out of range", { PUBLIC_PORT: "70000", OPS_PORT: "x" }, ["PUBLIC_PORT", "OPS_PORT"]],
  ["a proxy that is a name", { TRUSTED_PROXIES: "10.0.0.0/8,proxy" }, ["TRUSTED_PROXIES"]],
  ["regions that are no JSON", { REGIONS: "sgp-1" }, ["REGIONS"]],
  [
    "a region without a token of its own",
    frankfurtOf({ ...primary, INTER_REGION_SERVICE_TOKEN: "" }),
    ["INTER_REGION_SERVICE_TOKEN"],
  ],
  [
    "a token in place of its hash",
    { INTER_REGION_TOKEN_HASHES: JSON.stringify({ "frankfurt-1": [secret] }) },
    ["INTER_REGION_TOKEN_HASHES"],
  ],
  [
    "one hash for two regions",
    { INTER_REGION_TOKEN_HASHES: hashesOf("frankfurt-1", "tokyo-1") },
    ["INTER_REGION_TOKEN_HASHES"],
  ],
  ["hashes of the region itself", { INTER_REGION_TOKEN_HASHES: hashesOf("sgp-1") }, ["INTER_REGION_TOKEN_HASHES"]],
  [
    "hashes outside the primary",
    frankfurtOf({ ...primary, INTER_REGION_TOKEN_HASHES: hashesOf("tokyo-1") }),
    ["INTER_REGION_TOKEN_HASHES"],
  ],
  ["another database", { DATABASE_URL: "mysql://x" }, ["DATABASE_URL"]],
])("%s is refused", (_, changes, names) => {
  expect(faultsOf(prod(changes)).map((fault) => fault.split(":")[0])).toEqual(names);
});

test("no fault shows a value, least of all a secret", () => {
  const hidden = "hunter2-hunter2";
  const everything = Object.fromEntries(Object.keys(prod()).map((name) => [name, `${hidden} ${name}`]));
  expect(faultsOf(everything)).toHaveLength(Object.keys(everything).length);
  expect(faultsOf(everything).join()).not.toContain(hidden);
});

function only(region: "sgp-1"): string {
  return JSON.stringify({ primary: region, regions: { [region]: regions.regions[region] } });
}

function hashesOf(...regions: string[]): string {
  return JSON.stringify(Object.fromEntries(regions.map((region) => [region, ["a".repeat(64)]])));
}

function frankfurtOf(changes: Record<string, string>): Record<string, string> {
  return { ...frankfurt, ...changes };
}

test("each region's API is where naming puts it, and only the local stack says otherwise", () => {
  expect(readConfig(prod()).regions.map(({ apiUrl }) => apiUrl)).toEqual([
    "https://cplane.sgp-1.cogrion.com",
    "https://cplane.frankfurt-1.cogrion.com",
  ]);
  const moved = structuredClone(regions);
  Object.assign(moved.regions["frankfurt-1"], { apiUrl: "https://evil.example" });
  expect(faultsOf(prod({ REGIONS: JSON.stringify(moved) }))).toEqual([
    'REGIONS: may have apiUrl only if ENVIRONMENT is "local"; otherwise the URL follows from the region',
  ]);
});

test("rate limits have defaults, and each is set by its own variable", () => {
  const { limits, quotaLimits } = readConfig(
    prod({ RATE_LIMIT_READS: "5", RATE_LIMIT_WINDOW_SECONDS: "10", QUOTA_ACCOUNTS_OWNED: "3" }),
  );
  expect(quotaLimits).toEqual({ ...defaultQuotaLimits, accounts_owned: 3 });
  expect(limits).toEqual({ windowSeconds: 10, quotas: { ...defaultQuotas, reads: 5 } });
  expect(Object.keys(unlimited).toSorted()).toEqual(
    Object.keys(defaultQuotas)
      .map((policy): string => variableOf(policy as PolicyName))
      .concat(Object.keys(quotaVariables))
      .toSorted(),
  );
});

test.each(["0", "-1", "1.5", "many", "10000001"])("a quota of %s is refused", (value) => {
  expect(faultsOf(prod({ RATE_LIMIT_EXPORTS: value }))).toEqual([
    "RATE_LIMIT_EXPORTS: must be a whole number from 1 to 10000000",
  ]);
});

test("a window shorter than the store is waited for is refused", () => {
  expect(faultsOf(prod({ RATE_LIMIT_WINDOW_SECONDS: "4" }))).toEqual([
    "RATE_LIMIT_WINDOW_SECONDS: must be a whole number from 5 to 3600",
  ]);
});
