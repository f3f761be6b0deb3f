import { expect, test } from "vitest";
import type { EdgeSettings } from "./settings.ts";
import { compatibilityDate, wranglerConfigOf } from "./wrangler.ts";

const prod: EdgeSettings = {
  environment: "prod",
  proxy: { ENVIRONMENT: "prod", REGIONS: "sgp-1,frankfurt-1", ROUTES_TABLE: "routes", DEADLINE_SECONDS: "8" },
  lookup: { ENVIRONMENT: "prod", ROUTES_TABLE: "routes" },
  regions: ["sgp-1", "frankfurt-1"],
  kvNamespaceId: "a".repeat(32),
  devKvNamespaceId: "b".repeat(32),
};
const dev: EdgeSettings = { ...prod, environment: "dev", devKvNamespaceId: undefined };
dev.proxy = { ENVIRONMENT: "dev", REGIONS: "sgp-1" };

// As wrangler gets it: undefined fields are absent.
const written = (...args: Parameters<typeof wranglerConfigOf>): unknown =>
  JSON.parse(JSON.stringify(wranglerConfigOf(...args)));

test("the lookup is one for both environments, and reads each one's own store", () => {
  expect(written("tenant-lookup", prod)).toMatchObject({
    name: "cogrion-prod-tenant-lookup",
    compatibility_date: compatibilityDate,
    routes: [{ pattern: "cplane.cogrion.com/*", zone_name: "cogrion.com" }],
    kv_namespaces: [
      { binding: "TENANT_ROUTES", id: "a".repeat(32) },
      { binding: "TENANT_ROUTES_DEV", id: "b".repeat(32) },
    ],
  });
  expect(written("tenant-lookup", prod)).toHaveProperty("vars", { ENVIRONMENT: "prod" });
});

test("the sign-in proxy has its regions and one store, and nothing of another host", () => {
  expect(written("auth-proxy", prod)).toMatchObject({
    routes: ["auth.cogrion.com/*", "*.auth.cogrion.com/*"].map((pattern) => ({ pattern, zone_name: "cogrion.com" })),
    kv_namespaces: [{ binding: "TENANT_ROUTES", id: "a".repeat(32) }],
  });
  expect(written("auth-proxy", prod)).toHaveProperty("vars", {
    ENVIRONMENT: "prod",
    REGIONS: "sgp-1,frankfurt-1",
    DEADLINE_SECONDS: "8",
  });
});

test("dev has a Worker and a host of its own", () => {
  expect(written("auth-proxy", dev)).toMatchObject({
    name: "cogrion-dev-auth-proxy",
    routes: ["auth.dev.cogrion.com/*", "*.auth.dev.cogrion.com/*"].map((pattern) => ({
      pattern,
      zone_name: "cogrion.com",
    })),
    vars: { ENVIRONMENT: "dev", REGIONS: "sgp-1" },
  });
});

test.each(["tenant-lookup", "auth-proxy"] as const)(
  "%s has no second address, and logs no address of a sign-in",
  (app) => {
    expect(written(app, prod)).toMatchObject({
      workers_dev: false,
      preview_urls: false,
      observability: { logs: { invocation_logs: false } },
    });
  },
);
