import { parseRegionId } from "@cogrion/domain/naming/region";
import { expect, test } from "vitest";
import { createProxyHandler } from "./handler.ts";

const globalOrigin = "https://auth.cogrion.com";
const regions = ["sgp-1", "frankfurt-1"].map(parseRegionId);
const path = "/resources/old12/login/keycloak.v2/css/styles.css";

const ask = (answerOf: (url: URL) => Response) =>
  createProxyHandler({
    globalOrigin,
    upstreams: new Map(
      regions.map((region) => [region, { region, origin: `https://auth.${region}.cogrion.com` }] as const),
    ),
    readRoute: async () => undefined,
    fetch: async (request) => answerOf(new URL(request.url)),
    deadlineSeconds: 1,
  })({
    request: new Request(`${globalOrigin}${path}`, { headers: { cookie: "cogrion_regions=sgp-1.frankfurt-1" } }),
    clientAddress: undefined,
  });

test("a redirect to the file of the region that the cookie names is kept by no cache", async () => {
  const response = await ask(
    ({ origin }) =>
      new Response(null, {
        status: 302,
        headers: { location: `${origin}${path.replace("old12", "new12")}`, "cache-control": "max-age=2592000" },
      }),
  );
  expect([response.status, response.headers.get("location")]).toEqual([
    302,
    `${globalOrigin}${path.replace("old12", "new12")}`,
  ]);
  expect(response.headers.get("cache-control")).toBe("no-store");
});

test("a file, whose tag names its content, is kept as long as Keycloak says", async () => {
  const response = await ask(({ host }) =>
    host.includes("frankfurt")
      ? new Response("a{}", { headers: { "cache-control": "max-age=2592000" } })
      : new Response(null, { status: 404 }),
  );
  expect([response.status, response.headers.get("cache-control")]).toEqual([200, "max-age=2592000"]);
});
