import { startLambdaHosts, startWorkerHost } from "@cogrion/testing/edge/hosts";
import type { TestHost } from "@cogrion/testing/edge/hosts";
import { createRoutesTable } from "@cogrion/testing/edge/routes-table";
import { cogrionAccessKeyId } from "@cogrion/emulators/aws/credentials";
import { startTestParts } from "@cogrion/testing/parts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const base = "https://lookup.cogrion.com";
const route = { region: "sgp-1", bff_url: "https://bff.w-acme.sgp-1.cogrion.com" };
const stored: Record<string, string> = {
  "w-acme": JSON.stringify(route),
  "w-broken": "{",
  "w-elsewhere": JSON.stringify({ region: "sgp-1", bff_url: "https://bff.w-acme.evil.example" }),
  "w-other": JSON.stringify(route),
  "w-extra": JSON.stringify({ region: "sgp-1", bff_url: "https://bff.w-extra.sgp-1.cogrion.com", secret: "x" }),
};

const hosts: TestHost[] = [];
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const parts = await startTestParts({ parts: ["aws"] });
  stops.push(() => parts.stop());
  vi.stubEnv("AWS_ENDPOINT_URL", parts.aws.endpointUrl);
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", cogrionAccessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  const values = { ENVIRONMENT: "prod", ROUTES_TABLE: "cogrion-routes-prod" };
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
  const worker = await startWorkerHost({ app: "tenant-lookup", bindings: { ENVIRONMENT: "prod" } });
  hosts.push(worker);
  hosts.push(...(await startLambdaHosts({ app: "tenant-lookup", values })));
  for (const [tenant, text] of Object.entries(stored)) {
    await worker.put(tenant, text);
  }
  await createRoutesTable(values.ROUTES_TABLE, stored);
});
afterAll(async () => {
  for (const host of hosts) await host.stop();
  for (const stop of stops) await stop();
  vi.unstubAllEnvs();
});

const names = [
  "Cloudflare Worker",
  "API Gateway v2",
  "API Gateway v1",
  "Lambda@Edge viewer request",
  "Lambda@Edge origin request",
];

describe.each(names)("the lookup in %s", (name) => {
  const ask = (target: string, init?: RequestInit): Promise<Response> => {
    const host = hosts.find((each) => each.name === name);
    if (host === undefined) throw new Error(`no host ${name}`);
    return host.fetch(`${base}${target}`, init);
  };

  test("answers exactly the region and the BFF's URL, for any origin and a short while", async () => {
    const response = await ask("/lookup?tenant=w-acme");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(route);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("cache-control")).toContain("stale-while-revalidate");
  });

  test("answers 304 for an entity tag that still holds", async () => {
    const etag = (await ask("/lookup?tenant=w-acme")).headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{24}"$/);
    const again = await ask("/lookup?tenant=w-acme", { headers: { "if-none-match": `"x", W/${etag}` } });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
  });

  test("answers HEAD without a body", async () => {
    const response = await ask("/lookup?tenant=w-acme", { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  test.each(["w-broken", "w-elsewhere", "w-other", "w-extra"])(
    "never passes on the damaged route of %s",
    async (tenant) => {
      const response = await ask(`/lookup?tenant=${tenant}`);
      const text = await response.text();
      expect(response.status).toBe(502);
      expect(JSON.parse(text)).toMatchObject({ status: 502, code: "stored_route_damaged" });
      expect(text).not.toMatch(/evil|secret|acme/);
      expect(response.headers.get("cache-control")).toBe("no-store");
    },
  );

  test("keeps an unknown tenant for a few seconds only", async () => {
    const response = await ask("/lookup?tenant=w-nobody");
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("cache-control")).toBe("public, max-age=5");
  });

  test.each([
    ["/lookup", 400],
    ["/lookup?tenant=", 400],
    ["/lookup?tenant=W-ACME", 400],
    ["/lookup?tenant=w-acme&tenant=w-acme", 400],
    ["/lookup?tenant=w-acme&env=prod", 400],
    ["/lookup?tenant=w-acme&utm=1", 400],
    ["/lookup?tenant=w-*", 400],
    ["/lookup/", 404],
    ["/", 404],
    ["/list", 404],
  ])("refuses %s with %i", async (target, status) => {
    const response = await ask(target);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status });
  });

  test.each(["POST", "PUT", "DELETE", "PATCH"])("takes no %s", async (method) => {
    const response = await ask("/lookup?tenant=w-acme", { method, ...(method === "DELETE" ? {} : { body: "x" }) });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
  });

  test("answers a preflight", async () => {
    const response = await ask("/lookup?tenant=w-acme", { method: "OPTIONS" });
    expect([response.status, response.headers.get("access-control-allow-methods")]).toEqual([
      204,
      "GET, HEAD, OPTIONS",
    ]);
  });
});
