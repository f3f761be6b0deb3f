import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBrowser } from "./support/browser.ts";
import { flowsAt } from "./support/flows.ts";
import type { ProxyHosts } from "./support/hosts.ts";
import { damagedTenants, hostNames, startProxyHosts } from "./support/hosts.ts";
import { closedPaths } from "./support/closed-paths.ts";
import { edgeStand } from "./support/stand.ts";

// A name that every host accepts unchanged, and that has no port.
const globalOrigin = "https://auth.test";
const { authorizationUrl, endpoint, originOf } = flowsAt(globalOrigin);
const { regions, appOrigin } = edgeStand();

let hosts: ProxyHosts;
beforeAll(async () => {
  hosts = await startProxyHosts({ globalOrigin });
});
afterAll(() => hosts?.stop());

describe.each(hostNames)("the sign-in proxy in %s", (name) => {
  const ask = (target: string, init?: RequestInit): Promise<Response> => hosts.of(name).fetch(target, init);

  test.each(["region=sgp-1", "tenant=w-acme"])(
    "discovers by %s: the issuer stays regional, the browser's endpoints are the region's own below the entry",
    async (query) => {
      const response = await ask(`${globalOrigin}/.well-known/openid-configuration?${query}`);
      const document = (await response.json()) as Record<string, unknown>;
      expect(document["issuer"]).toBe(`${regions[0].origin}/realms/sgp-1`);
      expect(document["authorization_response_iss_parameter_supported"]).toBe(true);
      for (const each of [
        ["authorization_endpoint", "token_endpoint", "end_session_endpoint", "jwks_uri", "userinfo_endpoint"],
        ["revocation_endpoint", "device_authorization_endpoint", "pushed_authorization_request_endpoint"],
      ].flat()) {
        expect(document[each]).toMatch(/^https:\/\/sgp-1\.auth\.test\/realms\/sgp-1\//);
      }
      // The realm's own document is served unchanged.
      const own = await ask(`${originOf("sgp-1")}/realms/sgp-1/.well-known/openid-configuration`);
      expect(await own.json()).toEqual(document);
    },
  );

  test("knows no tenant that nobody has", async () => {
    const response = await ask(`${globalOrigin}/.well-known/openid-configuration?tenant=w-nobody`);
    expect([response.status, response.headers.get("cache-control")]).toEqual([404, "no-store"]);
  });

  test.each(damagedTenants)("never follows the damaged route of %s", async (tenant) => {
    const response = await ask(`${globalOrigin}/.well-known/openid-configuration?tenant=${tenant}`);
    const text = await response.text();
    expect(response.status).toBe(502);
    expect(JSON.parse(text)).toMatchObject({ code: "stored_route_damaged" });
    expect(text).not.toMatch(/evil|master|atlantis/);
  });

  test("serves the page's static files from the region whose origin they are asked at", async () => {
    const browser = createBrowser(hosts.of(name), globalOrigin);
    const { html } = await browser.go(authorizationUrl("sgp-1"));
    const path = /(?:href|src)="[^"]*?(\/resources\/[^"]+\.(?:css|js))"/.exec(html)?.[1] ?? "/none";
    const file = await browser.ask(`${originOf("sgp-1")}${path}`);
    const text = await file.text();
    if (name === "Lambda@Edge viewer request") {
      // The documented limit of that event, 40 kB: the proxy is deployed at origin request.
      expect([file.status, JSON.parse(text)]).toMatchObject([502, { code: "answer_too_large" }]);
    } else {
      expect(file.status).toBe(200);
      expect(text.length).toBeGreaterThan(40_960);
    }
    expect((await ask(`${globalOrigin}${path}`)).status).toBe(404);
  });

  // Each region has its own database, and so its own tag.
  test("finds each page's static files when a second region's page was opened after it", async () => {
    const browser = createBrowser(hosts.of(name), globalOrigin);
    const urls: string[] = [];
    for (const region of ["sgp-1", "frankfurt-1"]) {
      const { html } = await browser.go(authorizationUrl(region));
      urls.push(`${originOf(region)}${/(?:href|src)="[^"]*?(\/resources\/[^"]+\.css)"/.exec(html)?.[1] ?? "/none"}`);
    }
    expect(urls[0]?.split("/resources/")[1]).not.toBe(urls[1]?.split("/resources/")[1]);
    const found = name === "Lambda@Edge viewer request" ? 502 : 200;
    for (const url of urls) expect((await browser.ask(url)).status).toBe(found);
    // Keycloak redirects an unknown tag to its own.
    const unknown = await browser.ask(`${originOf("sgp-1")}/resources/nope1/login/x.css`);
    expect([307, 404]).toContain(unknown.status);
  });

  test.each([globalOrigin, originOf("sgp-1")].flatMap((origin) => closedPaths.map((path) => `${origin}${path}`)))(
    "has nothing at %s",
    async (url) => {
      const response = await ask(url);
      expect([response.status, await response.json()]).toMatchObject([404, { code: "route_not_found" }]);
    },
  );

  test.each([
    `${globalOrigin}/.well-known/openid-configuration`,
    `${globalOrigin}/.well-known/openid-configuration?region=sgp-1&region=frankfurt-1`,
    `${globalOrigin}/.well-known/openid-configuration?region=nowhere-1`,
    `${globalOrigin}/.well-known/openid-configuration?region=@evil.example`,
    `${globalOrigin}/realms/sgp-1/protocol/openid-connect/auth`,
    `${originOf("sgp-1")}/realms/frankfurt-1/protocol/openid-connect/auth`,
    `${originOf("nowhere-1")}/realms/nowhere-1/protocol/openid-connect/auth`,
    `${originOf("evil.sgp-1")}/realms/sgp-1/protocol/openid-connect/auth`,
  ])("finds no region's realm by %s", async (url) => {
    expect((await ask(url)).status).toBe(404);
  });

  test("isolates each page, whatever the region's Keycloak says", async () => {
    const { headers } = await ask(authorizationUrl("sgp-1"), { headers: { accept: "text/html" } });
    expect(headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get("content-security-policy")).toMatch(/form-action 'self' https: http:\/\/localhost:\*/);
    for (const [header, value] of [
      ["cross-origin-opener-policy", "same-origin"],
      ["cross-origin-resource-policy", "same-origin"],
      ["origin-agent-cluster", "?1"],
      ["strict-transport-security", "max-age=63072000"],
      ["x-content-type-options", "nosniff"],
      ["x-frame-options", "DENY"],
    ] as const) {
      expect([header, headers.get(header)]).toEqual([header, value]);
    }
  });

  // API Gateway has no plain http listener, and its events have no scheme.
  test.each(name.startsWith("API Gateway") ? [] : ["http"])(
    "refuses plain %s where the entry itself is https",
    async (scheme) => {
      for (const url of [authorizationUrl("sgp-1"), `${globalOrigin}/.well-known/openid-configuration?region=sgp-1`]) {
        const response = await ask(url.replace("https:", `${scheme}:`), {
          headers: { "cloudfront-forwarded-proto": "http" },
        });
        expect([response.status, await response.json()]).toMatchObject([403, { code: "tls_required" }]);
      }
    },
  );

  test("has nothing for another host", async () => {
    const url = "https://evil.example/.well-known/openid-configuration?region=sgp-1";
    expect((await ask(url)).status).toBe(404);
  });

  test("takes no method that a sign-in has not", async () => {
    const response = await ask(endpoint("sgp-1", "token"), { method: "DELETE" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, POST, OPTIONS"]);
  });

  test("lets an application's page ask for tokens", async () => {
    const allowed = await ask(endpoint("sgp-1", "token"), {
      method: "OPTIONS",
      headers: {
        origin: appOrigin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
    });
    expect([allowed.status, allowed.headers.get("access-control-allow-methods")]).toEqual([
      200,
      expect.stringContaining("POST"),
    ]);
  });

  test("answers HEAD as GET, without the body", async () => {
    const response = await ask(authorizationUrl("sgp-1"), { method: "HEAD", headers: { accept: "text/html" } });
    expect(response.headers.get("content-type")).toContain("text/html");
    expect(await response.text()).toBe("");
  });
});
