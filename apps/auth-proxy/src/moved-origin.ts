import type { CloudFrontRequest } from "@cogrion/edge/lambda-edge/event";
import { cloudFrontEvent } from "@cogrion/edge/lambda-edge/event";
import type { ProxyConfig } from "./config.ts";
import { seenRegionsOf } from "./cookies.ts";
import { parseRoute } from "./route.ts";

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
 * Static files need no rewriting and may exceed the 1 MB that a function answers itself, so CloudFront fetches them from the region whose
 * page was seen last. Undefined for every other request.
 */
export const movedToRegion = (event: unknown, config: ProxyConfig): MovedRequest | undefined => {
  const parsed = cloudFrontEvent.safeParse(event);
  if (!parsed.success) return undefined;
  const { config: trigger, request } = parsed.data.Records[0].cf;
  const { clientIp, method, uri, querystring, headers } = request;
  if (trigger.eventType !== "origin-request" || (method !== "GET" && method !== "HEAD")) return undefined;
  const { origin, host: globalHost } = new URL(config.globalOrigin);
  if (headers["host"]?.[0]?.value !== globalHost || !URL.canParse(`${origin}${uri}`)) return undefined;
  const url = new URL(`${origin}${uri}`);
  if (url.pathname !== uri || parseRoute(url)?.kind !== "resources") return undefined;
  const cookies = (headers["cookie"] ?? []).map(({ value }) => value).join("; ");
  const upstream = seenRegionsOf(cookies)
    .map((region) => config.upstreams.get(region))
    .find((each) => each !== undefined);
  if (upstream === undefined) return undefined;
  const { hostname, port, protocol, host } = new URL(upstream.origin);
  const isSecure = protocol === "https:";
  return {
    clientIp,
    method,
    uri,
    querystring,
    // No cookie and no forwarded header goes along.
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
