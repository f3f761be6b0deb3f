import { parseRegionId } from "@cogrion/domain/naming/region";
import { expect, test } from "vitest";
import { createProxyHandler } from "./handler.ts";
import { parseUpstreams } from "./upstream.ts";

const globalOrigin = "https://auth.cogrion.com";
const browserOrigin = `https://${parseRegionId("sgp-1")}.auth.cogrion.com`;
const path = "/resources/old12/login/keycloak.v2/css/styles.css";

const ask = (answerOf: (url: URL) => Response, origin = browserOrigin) =>
  createProxyHandler({
    globalOrigin,
    upstreams: parseUpstreams("sgp-1,frankfurt-1", "prod", globalOrigin),
    readRoute: async () => undefined,
    fetch: async (request) => answerOf(new URL(request.url)),
    deadlineSeconds: 1,
  })({ request: new Request(`${origin}${path}`), clientAddress: undefined });

test("a redirect from an old tag stays at the region's own origin", async () => {
  const response = await ask(
    ({ origin }) =>
      new Response(null, { status: 302, headers: { location: `${origin}${path.replace("old", "new")}` } }),
  );
  expect([response.status, response.headers.get("location")]).toEqual([
    302,
    `${browserOrigin}${path.replace("old", "new")}`,
  ]);
});

test("a file, whose tag names its content, is kept as long as Keycloak says", async () => {
  const response = await ask(({ host }) =>
    host === "auth.sgp-1.cogrion.com"
      ? new Response("a{}", { headers: { "cache-control": "max-age=2592000" } })
      : new Response(null, { status: 404 }),
  );
  expect([response.status, response.headers.get("cache-control")]).toEqual([200, "max-age=2592000"]);
});

test("Keycloak's script that reads its own cookies is replaced by one that reads the region's", async () => {
  const handler = createProxyHandler({
    globalOrigin,
    upstreams: parseUpstreams("sgp-1", "prod", globalOrigin),
    readRoute: async () => undefined,
    fetch: async () => new Response("document.cookie"),
    deadlineSeconds: 1,
  });
  const url = `${browserOrigin}/resources/abc12/login/keycloak.v2/js/authChecker.js`;
  const response = await handler({ request: new Request(url), clientAddress: undefined });
  expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  const script = await response.text();
  expect(script).toContain('const prefix = "__Host-sgp-1."');
  expect(script.match(/export const \w+/g)).toEqual([
    "export const startSessionPolling",
    "export const checkAuthSession",
  ]);
});

test("nothing is requested over plain http", async () => {
  const response = await ask(() => new Response("a{}"), browserOrigin.replace("https:", "http:"));
  expect([response.status, await response.json()]).toMatchObject([403, { code: "tls_required" }]);
});
