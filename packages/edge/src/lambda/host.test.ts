import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { EdgeHandler, EdgeRequest } from "../request.ts";
import { createLambdaHost } from "./host.ts";

const version2 = {
  version: "2.0",
  rawPath: "/a",
  rawQueryString: "x=1&x=2",
  cookies: ["a=1", "b=2"],
  headers: { host: "evil.example", "x-forwarded-host": "evil.example", accept: "text/html" },
  requestContext: { domainName: "auth.test", http: { method: "POST", sourceIp: "192.0.2.1" } },
  body: "aGkgw6k=",
  isBase64Encoded: true,
};
const version1 = {
  httpMethod: "POST",
  path: "/a",
  multiValueHeaders: { Cookie: ["a=1", "b=2"], Accept: ["text/html"], Host: ["evil.example"] },
  multiValueQueryStringParameters: { x: ["1", "2"] },
  requestContext: { domainName: "auth.test", identity: { sourceIp: "192.0.2.1" } },
  body: "hi é",
  isBase64Encoded: false,
};

const seen = async (event: unknown, answer: () => Response = () => new Response("ok")) => {
  let edge: EdgeRequest | undefined;
  const host = createLambdaHost(async (each) => {
    edge = each;
    return answer();
  });
  return { result: await host(event), edge };
};

describe.each([
  ["format 2.0", version2],
  ["format 1.0", version1],
])("an event of %s", (name, event) => {
  test("is the request that the client sent, under the domain that API Gateway matched", async () => {
    const { edge } = await seen(event);
    expect(edge?.request.url).toBe("https://auth.test/a?x=1&x=2");
    expect(edge?.request.method).toBe("POST");
    expect(edge?.request.headers.get("cookie")).toBe("a=1; b=2");
    expect(await edge?.request.text()).toBe("hi é");
    expect(edge?.clientAddress).toBe("192.0.2.1");
  });

  test("is answered with every cookie, and bytes as base64", async () => {
    const headers = new Headers({ "content-type": "image/png" });
    headers.append("set-cookie", "a=1; Path=/");
    headers.append("set-cookie", "b=2; Expires=Wed, 01 Jan 2031 00:00:00 GMT");
    const { result } = await seen(event, () => new Response(new Uint8Array([0, 255, 254]), { headers }));
    expect(result).toMatchObject({ isBase64Encoded: true, body: "AP/+" });
    const cookies = "cookies" in result ? result.cookies : result.multiValueHeaders["set-cookie"];
    expect(cookies).toEqual(["a=1; Path=/", "b=2; Expires=Wed, 01 Jan 2031 00:00:00 GMT"]);
    expect("cookies" in result).toBe(name === "format 2.0");
  });

  test("stays within what Lambda can send", async () => {
    const { result } = await seen(event, () => new Response("x".repeat(6_000_001)));
    expect([result.statusCode, JSON.parse(result.body)]).toMatchObject([502, { code: "answer_too_large" }]);
  });

  test("returns an error if the body breaks off", async () => {
    const broken = () =>
      new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("reset by peer")) }));
    const { result } = await seen(event, broken);
    expect([result.statusCode, JSON.parse(result.body)]).toMatchObject([503, { code: "dependency_unavailable" }]);
  });

  test.each(["a b.test", "auth.test/x", "auth.test@evil.example", ""])(
    "with %j for a host is refused",
    async (host) => {
      const { result, edge } = await seen({ ...event, requestContext: { ...event.requestContext, domainName: host } });
      expect([result.statusCode, edge]).toEqual([400, undefined]);
    },
  );
});

test("an event of any other kind gets a response and causes no exception", async () => {
  vi.spyOn(console, "error").mockReturnValue(undefined);
  const handler: EdgeHandler = async () => new Response("ok");
  const host = createLambdaHost(handler);
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (event) => {
      expect((await host(event)).statusCode).toBe(500);
    }),
  );
});
