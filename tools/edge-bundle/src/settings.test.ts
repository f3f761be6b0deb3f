import type { RegionFile } from "@cogrion/config/region-file";
import { expect, test } from "vitest";
import { edgeHostNames } from "./bundle.ts";
import { settingsOf } from "./settings.ts";

const deployed = { account: "111122223333", releaseChannel: "stable" } as const;
const sgp = { location: "Singapore", awsRegion: "ap-southeast-1", cidr: "10.20.0.0/16", ...deployed };
const frankfurt = { location: "Frankfurt", awsRegion: "eu-central-1", cidr: "10.21.0.0/16", ...deployed };
const two = { primary: "sgp-1", regions: { "frankfurt-1": frankfurt, "sgp-1": sgp } };
const one = { primary: "sgp-1", regions: { "sgp-1": sgp } };
const regionFile: RegionFile = {
  environments: { prod: two, dev: one, local: one },
  aliases: {},
  repository: "https://git.example/cogrion.git",
};
const prodId = "0123456789abcdef0123456789abcdef";
const devId = "fedcba9876543210fedcba9876543210";
const whole = [
  `CLOUDFLARE_KV_NAMESPACE_ID=${prodId}`,
  `CLOUDFLARE_KV_NAMESPACE_ID_DEV=${devId}`,
  "ROUTES_TABLE=routes-prod",
  "ROUTES_TABLE_DEV=routes-dev",
];
const settings = (given: readonly string[], changes: Partial<Parameters<typeof settingsOf>[0]> = {}) =>
  settingsOf({ environment: "prod", hosts: edgeHostNames, given, regionFile, ...changes });

test("regions, and the replicas of each environment's table, come from the one list, the primary's first", () => {
  expect(settings(whole)).toEqual({
    environment: "prod",
    regions: ["frankfurt-1", "sgp-1"],
    kvNamespaceId: prodId,
    devKvNamespaceId: devId,
    proxy: {
      ENVIRONMENT: "prod",
      REGIONS: "frankfurt-1,sgp-1",
      ROUTES_TABLE: "routes-prod",
      ROUTES_TABLE_REGIONS: "ap-southeast-1,eu-central-1",
    },
    lookup: {
      ENVIRONMENT: "prod",
      ROUTES_TABLE: "routes-prod",
      ROUTES_TABLE_REGIONS: "ap-southeast-1,eu-central-1",
      ROUTES_TABLE_DEV: "routes-dev",
      ROUTES_TABLE_DEV_REGIONS: "ap-southeast-1",
    },
  });
});

test("a build without settings names everything that is missing at once", () => {
  expect(() => settings([])).toThrow(
    [
      "The settings are not valid:",
      "  CLOUDFLARE_KV_NAMESPACE_ID: is not set",
      "  CLOUDFLARE_KV_NAMESPACE_ID_DEV: is not set",
      "  ROUTES_TABLE: is not set",
      "  ROUTES_TABLE_DEV: is not set",
    ].join("\n"),
  );
});

test.each([
  ["CLOUDFLARE_KV_NAMESPACE_ID=routes", "CLOUDFLARE_KV_NAMESPACE_ID: must be the 32 hexadecimal digits"],
  [`CLOUDFLARE_KV_NAMESPACE_ID_DEV=${prodId}`, "CLOUDFLARE_KV_NAMESPACE_ID_DEV: is prod's"],
  ["ROUTES_TABLE=a table", "ROUTES_TABLE: must be the name of a DynamoDB table"],
  ["ROUTES_TABLE_DEV=routes-prod", "ROUTES_TABLE_DEV: is prod's"],
  ["ROUTES_TABLE_REGIONS=sgp-1", "ROUTES_TABLE_REGIONS: must be AWS regions"],
  ["DEADLINE_SECONDS=30", "DEADLINE_SECONDS: must be seconds"],
  ["DEADLINE_SECONDS=0", "DEADLINE_SECONDS: must be seconds"],
  ["REGIONS=sgp-1", "REGIONS: comes from infra/regions.yaml"],
  ["LOCAL_ORIGIN=http://localhost", "LOCAL_ORIGIN: is only for the local stack"],
  ["ROUTE_TABLE=x", "ROUTE_TABLE: is not one of these settings"],
  ["toString=x", "toString: is not one of these settings"],
  ["ROUTES_TABLE", "ROUTES_TABLE: is not NAME=value"],
])("%s is refused", (wrong, message) => {
  expect(() => settings([...whole, wrong])).toThrow(message);
});

test("only the hosts that are built need their settings", () => {
  expect(settings(whole.slice(0, 2), { hosts: ["cloudflare"] })).toMatchObject({ proxy: { ENVIRONMENT: "prod" } });
  expect(settings(whole.slice(2), { hosts: ["lambda"] })).toMatchObject({ kvNamespaceId: undefined });
  expect(settings([], { hosts: ["load-balancer"] }).regions).toEqual(["frankfurt-1", "sgp-1"]);
});

test("dev stands alone: it has no store of another environment", () => {
  const given = [`CLOUDFLARE_KV_NAMESPACE_ID=${devId}`, "ROUTES_TABLE=routes-dev", "DEADLINE_SECONDS=5"];
  expect(settings(given, { environment: "dev" })).toMatchObject({
    devKvNamespaceId: undefined,
    proxy: { REGIONS: "sgp-1", ROUTES_TABLE_REGIONS: "ap-southeast-1", DEADLINE_SECONDS: "5" },
  });
});
