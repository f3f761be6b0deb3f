import { parseRegionId } from "@cogrion/domain/naming/region";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRegionalHandler } from "./handler.ts";
import { listenerRulesOf } from "./listener-rules.ts";

const regional = "https://auth.sgp-1.cogrion.com";
const browserOrigin = "https://sgp-1.auth.cogrion.com";
const handler = createRegionalHandler({ region: parseRegionId("sgp-1"), origin: regional, browserOrigin });
const ask = (target: string, method = "GET") =>
  handler({ request: new Request(target, { method }), clientAddress: undefined });

describe("a browser that arrives at the regional host", () => {
  test.each([
    ["GET", "/realms/sgp-1/broker/partner/endpoint?code=a%2Bb&state=x.y", 302],
    ["POST", "/realms/sgp-1/broker/partner/endpoint", 307],
    ["GET", "/realms/sgp-1/broker/partner/endpoint/logout_response?state=1", 302],
    ["GET", "/realms/sgp-1/login-actions/action-token?key=ey.J&client_id=x&tab_id=1", 302],
    ["HEAD", "/realms/sgp-1/login-actions/action-token?key=1", 302],
    // A client that used discovery at the issuer.
    ["GET", "/realms/sgp-1/protocol/openid-connect/auth?client_id=x", 302],
    ["GET", "/realms/sgp-1/device?user_code=ABCD-EFGH", 302],
  ])("is sent on with its query untouched: %s %s by %i", async (method, target, status) => {
    const response = await ask(`${regional}${target}`, method);
    expect([response.status, response.headers.get("location")]).toEqual([status, `${browserOrigin}${target}`]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  });

  test.each([
    "/realms/sgp-1/broker/partner/endpoint/backchannel-logout",
    "/realms/sgp-1/broker/a/b/endpoint",
    "/realms/sgp-1/broker/%2e%2e/endpoint",
    "/realms/frankfurt-1/broker/partner/endpoint",
    "/realms/sgp-1/protocol/openid-connect/token",
    "//evil.example/realms/sgp-1/login-actions/action-token",
  ])("has nothing at %s", async (path) => {
    expect((await ask(`${regional}${path}`)).status).toBe(404);
  });

  test("has nothing under another name, and takes no other method", async () => {
    expect((await ask("https://evil.example/realms/sgp-1/login-actions/action-token")).status).toBe(404);
    expect((await ask(`${regional}/realms/sgp-1/login-actions/action-token`, "DELETE")).status).toBe(405);
  });

  test("is sent to the global host or nowhere, whatever the text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.webPath(), fc.string({ unit: "binary" }), async (path, query) => {
        const target = `${regional}/realms/sgp-1/broker/partner/endpoint${path}?${encodeURIComponent(query)}`;
        const location = (await ask(target)).headers.get("location");
        if (location !== null) expect(new URL(location).origin).toBe(browserOrigin);
      }),
    );
  });
});

test("over plain http nothing is sent on", async () => {
  const plain = `${regional.replace("https:", "http:")}/realms/sgp-1/login-actions/action-token?key=1`;
  const response = await ask(plain);
  expect([response.status, response.headers.get("location")]).toEqual([403, null]);
});

test("a rule stays within what Elastic Load Balancing takes: five values, 128 characters", () => {
  const rules = listenerRulesOf("auth.dev.frankfurt-1.cogrion.com", parseRegionId("frankfurt-1"));
  expect(rules.map(({ priority }) => priority)).toEqual(rules.map((_, index) => index + 1));
  // A load balancer can have a hundred rules, which the other hosts share.
  expect(rules.length).toBeLessThan(30);
  for (const { conditions } of rules) {
    const values = conditions.flatMap((each) => (each.field === "path-pattern" ? each.regexValues : each.values));
    expect(values.length).toBeLessThanOrEqual(5);
    for (const value of values) expect(value.length).toBeLessThanOrEqual(128);
  }
});
