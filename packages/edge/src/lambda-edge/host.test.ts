import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createLambdaEdgeHost } from "./host.ts";

const eventOf = (eventType: string, request: object = {}) => ({
  Records: [
    {
      cf: {
        config: { eventType },
        request: {
          clientIp: "192.0.2.1",
          method: "POST",
          uri: "/a",
          querystring: "x=1",
          headers: {
            host: [{ key: "Host", value: "auth.test" }],
            cookie: [
              { key: "Cookie", value: "a=1" },
              { key: "Cookie", value: "b=2" },
            ],
          },
          body: { data: "aGkgw6k=", encoding: "base64", inputTruncated: false },
          ...request,
        },
      },
    },
  ],
});

const sizes = [
  ["viewer-request", 40_960],
  ["origin-request", 1_048_576],
] as const;

describe.each(sizes)("an event of a %s", (eventType, limit) => {
  test("is the request that the client sent", async () => {
    const seen: string[] = [];
    const host = createLambdaEdgeHost(async ({ request, clientAddress }) => {
      seen.push(request.url, request.headers.get("cookie") ?? "", await request.text(), clientAddress ?? "");
      return new Response("ok");
    });
    expect(await host(eventOf(eventType))).toMatchObject({ status: "200", body: "ok", bodyEncoding: "text" });
    expect(seen).toEqual(["https://auth.test/a?x=1", "a=1; b=2", "hi é", "192.0.2.1"]);
  });

  test("is answered with every cookie, without a header that a function may not set, and bytes as base64", async () => {
    const headers = new Headers({ "content-type": "font/woff2", connection: "close", via: "x", "x-cache": "y" });
    headers.append("set-cookie", "a=1");
    headers.append("set-cookie", "b=2");
    const host = createLambdaEdgeHost(async () => new Response(new Uint8Array([0, 255]), { headers }));
    const result = await host(eventOf(eventType));
    expect(result).toMatchObject({ bodyEncoding: "base64", body: "AP8=" });
    expect(result.headers["set-cookie"]?.map(({ value }) => value)).toEqual(["a=1", "b=2"]);
    expect(Object.keys(result.headers).toSorted()).toEqual(["content-type", "set-cookie"]);
  });

  test("stays within the limit, including headers", async () => {
    const answered = async (bytes: number) => {
      const host = createLambdaEdgeHost(async () => new Response("x".repeat(bytes), { headers: { "x-a": "1" } }));
      return (await host(eventOf(eventType))).status;
    };
    expect(await answered(limit - 200)).toBe("200");
    expect(await answered(limit)).toBe("502");
  });

  test("whose body was cut is refused, never passed on in part", async () => {
    const body = { data: "aGk=", encoding: "base64", inputTruncated: true };
    const host = createLambdaEdgeHost(async () => new Response("ok"));
    const result = await host(eventOf(eventType, { body }));
    expect([result.status, JSON.parse(result.body)]).toMatchObject(["413", { code: "body_too_large" }]);
  });
});

test("an event of any other kind gets a response and causes no exception", async () => {
  vi.spyOn(console, "error").mockReturnValue(undefined);
  const host = createLambdaEdgeHost(async () => new Response("ok"));
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (event) => {
      expect((await host(event)).status).toBe("500");
    }),
  );
});
