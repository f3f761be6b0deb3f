import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLambdaHost } from "./lambda/host.ts";
import { createLambdaEdgeHost } from "./lambda-edge/host.ts";
import { createLoadBalancerHost } from "./load-balancer/host.ts";
import type { EdgeHandler } from "./request.ts";

const host = "auth.test";
type Parts = { path: string; value: string };

const hosts: Record<string, (handler: EdgeHandler, parts: Parts) => Promise<unknown>> = {
  "API Gateway, format 2.0": (handler, { path, value }) =>
    createLambdaHost(handler)({
      version: "2.0",
      rawPath: path,
      rawQueryString: `tenant=${value}`,
      headers: {},
      requestContext: { domainName: host, http: { method: "GET" } },
    }),
  "API Gateway, format 1.0": (handler, { path, value }) =>
    createLambdaHost(handler)({
      httpMethod: "GET",
      path,
      multiValueQueryStringParameters: { tenant: [value] },
      requestContext: { domainName: host },
    }),
  "a load balancer": (handler, { path, value }) =>
    createLoadBalancerHost(handler)({
      requestContext: { elb: { targetGroupArn: "arn:aws:elasticloadbalancing:x" } },
      httpMethod: "GET",
      path,
      multiValueHeaders: { host: [host] },
      multiValueQueryStringParameters: { tenant: [value] },
      isBase64Encoded: false,
    }),
  "Lambda@Edge": (handler, { path, value }) =>
    createLambdaEdgeHost(handler)({
      Records: [
        {
          cf: {
            config: { eventType: "origin-request" },
            request: {
              clientIp: "192.0.2.1",
              method: "GET",
              uri: path,
              querystring: `tenant=${value}`,
              headers: { host: [{ value: host }] },
            },
          },
        },
      ],
    }),
};

describe.each(Object.entries(hosts))("behind %s", (_name, send) => {
  const seen = async (parts: Parts): Promise<URL> => {
    let url: URL | undefined;
    await send(async ({ request }) => {
      url = new URL(request.url);
      return new Response("ok");
    }, parts);
    if (url === undefined) throw new Error("the handler was not asked");
    return url;
  };

  test.each([
    ["/lookup?tenant=w-evil", "/lookup%3Ftenant=w-evil"],
    ["/lookup#", "/lookup%23"],
    ["/a%3Fb%23c", "/a%3Fb%23c"],
    ["/a%2Fb", "/a%2Fb"],
    [".evil.example/a", "/.evil.example/a"],
    [":8443/a", "/:8443/a"],
    ["@evil.example/a", "/@evil.example/a"],
    ["//evil.example/a", "//evil.example/a"],
  ])("the path %s stays one", async (path, pathname) => {
    const url = await seen({ path, value: "w-acme" });
    expect([url.host, url.pathname, url.search]).toEqual([host, pathname, "?tenant=w-acme"]);
  });

  test("a query is cut off at no character", async () => {
    expect((await seen({ path: "/lookup", value: "w-acme#x" })).search).toBe("?tenant=w-acme%23x");
  });

  test("no path becomes host, query or fragment", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.webPath(), fc.string({ unit: "binary" })), async (path) => {
        const url = await seen({ path, value: "w-acme" });
        expect([url.host, url.search, url.hash, url.username]).toEqual([host, "?tenant=w-acme", "", ""]);
      }),
    );
  });
});
