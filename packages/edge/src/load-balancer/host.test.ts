import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { loadBalancerEventOf } from "@cogrion/testing/edge/events";
import { createLoadBalancerHost } from "./host.ts";

test("an event of a load balancer is the request that the client sent, its query as it was written", async () => {
  const seen: string[] = [];
  const host = createLoadBalancerHost(async ({ request }) => {
    seen.push(request.method, request.url, await request.text());
    return new Response(null, { status: 307, headers: { location: "https://auth.test/a" } });
  });
  const headers = { host: "auth.sgp-1.test" };
  const body = new TextEncoder().encode("SAMLResponse=a%2Bb");
  const event = loadBalancerEventOf({ method: "POST", target: "/a?x=a%2Bb&y=&x=c", headers, body });
  expect(await host(event)).toEqual({
    statusCode: 307,
    statusDescription: "307 Temporary Redirect",
    multiValueHeaders: { location: ["https://auth.test/a"] },
    body: "",
    isBase64Encoded: false,
  });
  expect(seen).toEqual(["POST", "https://auth.sgp-1.test/a?x=a%2Bb&x=c&y=", "SAMLResponse=a%2Bb"]);
});

test("an event of any other kind gets a response and causes no exception", async () => {
  vi.spyOn(console, "error").mockReturnValue(undefined);
  const host = createLoadBalancerHost(async () => new Response("ok"));
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (event) => {
      expect((await host(event)).statusCode).toBe(500);
    }),
  );
});
