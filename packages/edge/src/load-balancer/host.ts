import { logFault } from "../log.ts";
import { problem } from "../problem.ts";
import type { EdgeHandler } from "../request.ts";
import { bytesOfBase64, isTextual, urlOf } from "../target.ts";
import type { LoadBalancerEvent } from "./event.ts";
import { loadBalancerEvent } from "./event.ts";

export type LoadBalancerResult = {
  statusCode: number;
  statusDescription: string;
  multiValueHeaders: Record<string, string[]>;
  body: string;
  isBase64Encoded: boolean;
};

/** A Lambda function as target of an Application Load Balancer. Other events are rejected. */
export const createLoadBalancerHost =
  (handler: EdgeHandler) =>
  async (event: unknown): Promise<LoadBalancerResult> => {
    const parsed = loadBalancerEvent.safeParse(event);
    if (!parsed.success) {
      logFault("event_not_understood", {});
      return resultOf(problem("internal", "The event is not a load balancer event with multi-value headers."));
    }
    let request;
    try {
      request = requestOf(parsed.data);
    } catch {
      return resultOf(problem("request_invalid", "The request's method, target or headers are malformed."));
    }
    return resultOf(await handler({ request, clientAddress: undefined }));
  };

const requestOf = (event: LoadBalancerEvent): Request => {
  const headers = new Headers();
  for (const [name, values] of Object.entries(event.multiValueHeaders)) {
    for (const value of values) headers.append(name, value);
  }
  const query = Object.entries(event.multiValueQueryStringParameters ?? {})
    .flatMap(([name, values]) => values.map((value) => `${name}=${value}`))
    .join("&");
  // The load balancer itself sets it.
  const isPlainHttp = headers.get("x-forwarded-proto") === "http";
  const url = urlOf({ host: headers.get("host") ?? "", path: event.path, query, isPlainHttp });
  const hasBody = event.httpMethod !== "GET" && event.httpMethod !== "HEAD" && typeof event.body === "string";
  const body = !hasBody ? null : event.isBase64Encoded ? bytesOfBase64(event.body ?? "") : (event.body ?? null);
  return new Request(url, { method: event.httpMethod, headers, body });
};

const resultOf = async (response: Response): Promise<LoadBalancerResult> => {
  const bytes = Buffer.from(await response.arrayBuffer());
  const isText = isTextual(response.headers.get("content-type")) || bytes.length === 0;
  const multiValueHeaders: Record<string, string[]> = {};
  for (const [name, value] of response.headers) (multiValueHeaders[name] ??= []).push(value);
  return {
    statusCode: response.status,
    statusDescription: `${response.status} ${reasons[response.status] ?? "Response"}`,
    multiValueHeaders,
    body: bytes.toString(isText ? "utf8" : "base64"),
    isBase64Encoded: !isText,
  };
};

const reasons: Record<number, string> = {
  302: "Found",
  307: "Temporary Redirect",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  500: "Internal Server Error",
};
