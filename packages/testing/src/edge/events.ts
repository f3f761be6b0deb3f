import type { ApiGatewayResult } from "@cogrion/edge/lambda/host";
import type { CloudFrontResult } from "@cogrion/edge/lambda-edge/host";

type CloudFrontMoved = { uri: string; origin: { custom: { protocol: string; port: number; domainName: string } } };

// A local Keycloak has no TLS, and rejects callers from outside without TLS.
const clientAddress = "127.0.0.1";

const bodyOf = async (request: Request): Promise<string | null> =>
  request.body === null ? null : Buffer.from(await request.arrayBuffer()).toString("base64");

/** Payload format 2.0, with the cookies separate from the headers and the body as base64. */
export const version2EventOf = async (request: Request): Promise<unknown> => {
  const url = new URL(request.url);
  const { cookie, ...headers } = Object.fromEntries(request.headers);
  const body = await bodyOf(request);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie === undefined ? {} : { cookies: cookie.split("; ") }),
    headers: { ...headers, host: url.host },
    requestContext: {
      domainName: url.host,
      stage: "$default",
      http: { method: request.method, path: url.pathname, protocol: "HTTP/1.1", sourceIp: clientAddress },
    },
    ...(body === null ? {} : { body }),
    isBase64Encoded: body !== null,
  };
};

/** Payload format 1.0, with the decoded query. */
export const version1EventOf = async (request: Request): Promise<unknown> => {
  const url = new URL(request.url);
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) (query[name] ??= []).push(value);
  const body = await bodyOf(request);
  return {
    version: "1.0",
    resource: "/{proxy+}",
    path: url.pathname,
    httpMethod: request.method,
    headers: Object.fromEntries(request.headers),
    multiValueHeaders: Object.fromEntries([...request.headers].map(([name, value]) => [name, [value]])),
    multiValueQueryStringParameters: url.search === "" ? null : query,
    requestContext: { domainName: url.host, stage: "live", identity: { sourceIp: clientAddress } },
    body,
    isBase64Encoded: body !== null,
  };
};

export const cloudFrontEventOf =
  (eventType: "viewer-request" | "origin-request") =>
  async (request: Request): Promise<unknown> => {
    const url = new URL(request.url);
    const body = await bodyOf(request);
    const headers: Record<string, { key: string; value: string }[]> = { host: [{ key: "Host", value: url.host }] };
    for (const [key, value] of request.headers) headers[key] = [{ key, value }];
    return {
      Records: [
        {
          cf: {
            config: {
              distributionId: "EDFDVBD6EXAMPLE",
              eventType,
              requestId: "4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==",
            },
            request: {
              clientIp: clientAddress,
              method: request.method,
              uri: url.pathname,
              querystring: url.search.slice(1),
              headers,
              ...(body === null
                ? {}
                : { body: { action: "read-only", data: body, encoding: "base64", inputTruncated: false } }),
            },
          },
        },
      ],
    };
  };

const isEmptyStatus = (status: number): boolean => status === 204 || status === 304;

export const responseOfApiGateway = (result: ApiGatewayResult): Response => {
  const headers = new Headers();
  if ("cookies" in result) {
    for (const [name, value] of Object.entries(result.headers)) headers.append(name, value);
    for (const cookie of result.cookies) headers.append("set-cookie", cookie);
  } else {
    for (const [name, values] of Object.entries(result.multiValueHeaders)) {
      for (const value of values) headers.append(name, value);
    }
  }
  const body = Buffer.from(result.body, result.isBase64Encoded ? "base64" : "utf8");
  return new Response(isEmptyStatus(result.statusCode) ? null : body, { status: result.statusCode, headers });
};

/**
 * What CloudFront makes of a function's result: the response itself, or the origin's if the
 * function returned the request.
 */
export const responseOfCloudFront = async (result: CloudFrontResult | CloudFrontMoved): Promise<Response> => {
  if ("origin" in result) {
    const { protocol, port, domainName } = result.origin.custom;
    return fetch(`${protocol}://${domainName}:${port}${result.uri}`, { redirect: "manual" });
  }
  const headers = new Headers();
  for (const { key, value } of Object.values(result.headers).flat()) headers.append(key, value);
  const body = Buffer.from(result.body, result.bodyEncoding === "base64" ? "base64" : "utf8");
  const status = Number(result.status);
  return new Response(isEmptyStatus(status) ? null : body, { status, headers });
};

/** With `lambda.multi_value_headers.enabled`; a load balancer does not decode the query. */
export const loadBalancerEventOf = (request: {
  method: string;
  target: string;
  headers: Record<string, string | string[] | undefined>;
  body: Uint8Array;
}): unknown => {
  const [path = "/", query = ""] = request.target.split(/\?(.*)/s);
  const multiValueQueryStringParameters: Record<string, string[]> = {};
  for (const pair of query.split("&").filter(Boolean)) {
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    (multiValueQueryStringParameters[name] ??= []).push(value);
  }
  const multiValueHeaders = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value ?? []].flat()]),
  );
  return {
    requestContext: {
      elb: {
        targetGroupArn: "arn:aws:elasticloadbalancing:eu-central-1:111111111111:targetgroup/to-global/0123456789abcdef",
      },
    },
    httpMethod: request.method,
    path,
    multiValueQueryStringParameters,
    multiValueHeaders,
    body: Buffer.from(request.body).toString("base64"),
    isBase64Encoded: true,
  };
};
