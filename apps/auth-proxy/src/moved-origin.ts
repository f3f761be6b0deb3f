import type { CloudFrontRequest } from "@cogrion/edge/lambda-edge/event";
import { cloudFrontEvent } from "@cogrion/edge/lambda-edge/event";
import type { ProxyConfig } from "./config.ts";
import { parseRoute } from "./route.ts";
import { isSessionWatch } from "./session-watch.ts";

export type MovedRequest = Omit<CloudFrontRequest, "body"> & { origin: { custom: CustomOrigin } };
type CustomOrigin = {
  domainName: string;
  port: number;
  protocol: string;
  path: string;
  sslProtocols: string[];
  readTimeout: number;
  keepaliveTimeout: number;
  customHeaders: Record<string, never>;
};

/**
 * Static files need no rewriting and may exceed the 1 MB that a function can return, so CloudFront
 * fetches them from the region. Undefined for every other request.
 */
export const movedToRegion = (event: unknown, config: ProxyConfig): MovedRequest | undefined => {
  const parsed = cloudFrontEvent.safeParse(event);
  if (!parsed.success) return undefined;
  const { config: trigger, request } = parsed.data.Records[0].cf;
  const { clientIp, method, uri, querystring, headers } = request;
  if (trigger.eventType !== "origin-request" || (method !== "GET" && method !== "HEAD")) return undefined;
  // The handler rejects it.
  if (headers["cloudfront-forwarded-proto"]?.[0]?.value === "http") return undefined;
  const { protocol: ownProtocol } = new URL(config.globalOrigin);
  const text = `${ownProtocol}//${headers["host"]?.[0]?.value ?? ""}${uri}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.pathname !== uri) return undefined;
  const route = parseRoute(url, config);
  if (route?.kind !== "region" || route.reader !== "page" || isSessionWatch(uri)) return undefined;
  const { upstream } = route;
  const { hostname, port, protocol, host } = new URL(upstream.origin);
  const isSecure = protocol === "https:";
  return {
    clientIp,
    method,
    uri,
    querystring,
    // Without cookies and forwarded headers.
    headers: { host: [{ key: "Host", value: host }] },
    origin: {
      custom: {
        domainName: hostname,
        port: port === "" ? (isSecure ? 443 : 80) : Number(port),
        protocol: protocol.slice(0, -1),
        path: "",
        sslProtocols: ["TLSv1.2"],
        readTimeout: Math.ceil(config.deadlineSeconds),
        keepaliveTimeout: 5,
        customHeaders: {},
      },
    },
  };
};
