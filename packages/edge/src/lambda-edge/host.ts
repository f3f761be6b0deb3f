import { logFault } from "../log.ts";
import { problem } from "../problem.ts";
import type { EdgeHandler, EdgeRequest } from "../request.ts";
import { bytesOfBase64, isTextual, urlOf } from "../target.ts";
import { brokenOffDetail, wholeBodyOf } from "../whole-body.ts";
import type { CloudFrontRequest } from "./event.ts";
import { cloudFrontEvent } from "./event.ts";

type CloudFrontHeaders = Record<string, { key: string; value: string }[]>;
export type CloudFrontResult = {
  status: string;
  headers: CloudFrontHeaders;
  body: string;
  bodyEncoding: "text" | "base64";
};

// Headers and body of a generated response together.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge
const maxResponseBytes = { "viewer-request": 40_960, "origin-request": 1_048_576 };

// What a function may not set: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
const refusedHeader =
  /^(?:connection|expect|keep-alive|proxy-.*|trailer|upgrade|x-accel-.*|x-amz-cf-.*|x-cache.*|x-edge-.*|x-real-ip|content-length|host|transfer-encoding|via)$/;

/**
 * A Lambda@Edge function that responds to the request itself, at viewer request or origin request.
 */
export const createLambdaEdgeHost =
  (handler: EdgeHandler) =>
  async (event: unknown): Promise<CloudFrontResult> => {
    const parsed = cloudFrontEvent.safeParse(event);
    if (!parsed.success) {
      logFault("event_not_understood", {});
      return resultOf(problem("internal", "The event is not a CloudFront event."), maxResponseBytes["viewer-request"]);
    }
    const { config, request } = parsed.data.Records[0].cf;
    const limit = maxResponseBytes[config.eventType];
    if (request.body?.inputTruncated === true) {
      return resultOf(problem("body_too_large", "The body is larger than this host accepts."), limit);
    }
    let edge;
    try {
      edge = requestOf(request);
    } catch {
      return resultOf(problem("request_invalid", "The request's method, target or headers are malformed."), limit);
    }
    return resultOf(await handler(edge), limit);
  };

const requestOf = ({ method, uri, querystring, headers, clientIp, body }: CloudFrontRequest): EdgeRequest => {
  const host = headers["host"]?.[0]?.value ?? "";
  const all = new Headers();
  for (const [name, values] of Object.entries(headers)) {
    if (name.toLowerCase() === "cookie") all.set("cookie", values.map(({ value }) => value).join("; "));
    else for (const { value } of values) all.append(name, value);
  }
  const hasBody = method !== "GET" && method !== "HEAD" && body !== undefined;
  const bytes = !hasBody ? null : body.encoding === "base64" ? bytesOfBase64(body.data) : body.data;
  // CloudFront sets it if the origin request policy includes it, and overwrites the viewer's value.
  const isPlainHttp = headers["cloudfront-forwarded-proto"]?.[0]?.value === "http";
  const url = urlOf({ host, path: uri, query: querystring, isPlainHttp });
  return { clientAddress: clientIp, request: new Request(url, { method, headers: all, body: bytes }) };
};

const resultOf = async (response: Response, limit: number): Promise<CloudFrontResult> => {
  const headers: CloudFrontHeaders = {};
  for (const [key, value] of response.headers) {
    // Iteration returns each Set-Cookie separately.
    if (!refusedHeader.test(key)) (headers[key] ??= []).push({ key, value });
  }
  const bytes = await wholeBodyOf(response);
  if (bytes === undefined) return resultOf(problem("dependency_unavailable", brokenOffDetail), limit);
  const bodyEncoding = isTextual(response.headers.get("content-type")) || bytes.length === 0 ? "text" : "base64";
  const result: CloudFrontResult = {
    status: String(response.status),
    headers,
    body: bytes.toString(bodyEncoding === "text" ? "utf8" : "base64"),
    bodyEncoding,
  };
  if (sizeOf(result) <= limit) return result;
  return resultOf(problem("answer_too_large", "The response is larger than Lambda@Edge can send."), limit);
};

const sizeOf = ({ body, headers }: CloudFrontResult): number =>
  Object.values(headers)
    .flat()
    .reduce((sum, { key, value }) => sum + key.length + value.length + 4, Buffer.byteLength(body));
