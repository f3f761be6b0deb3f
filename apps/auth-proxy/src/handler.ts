import { logFault } from "@cogrion/edge/log";
import { problem } from "@cogrion/edge/problem";
import type { EdgeHandler, EdgeRequest } from "@cogrion/edge/request";
import type { RouteReader } from "@cogrion/edge/route-reader";
import type { ForwardOptions } from "./forward.ts";
import { forward } from "./forward.ts";
import { areHeadersTooLarge } from "./headers.ts";
import type { Origins } from "./route.ts";
import { parseRoute } from "./route.ts";
import { headersTooLarge, isPlainHttp, tlsRequired, unavailable } from "./refusals.ts";
import { isSessionWatch, sessionWatch } from "./session-watch.ts";
import type { Upstream } from "./upstream.ts";

export type ProxyOptions = ForwardOptions & Origins & { readRoute: RouteReader };

const methods = new Set(["GET", "HEAD", "POST", "OPTIONS"]);
const notFound = (): Response => problem("route_not_found", "This address is not part of a sign-in.");

/**
 * The browser side of every region's sign-in: one entry that finds the region, and an origin for
 * each region. Issuers stay regional.
 */
export const createProxyHandler = (options: ProxyOptions): EdgeHandler => {
  const answer = async (edge: EdgeRequest): Promise<Response> => {
    const { request } = edge;
    const url = new URL(request.url);
    const route = parseRoute(url, options);
    if (route === undefined) return notFound();
    if (isPlainHttp(url, options.globalOrigin)) return tlsRequired();
    if (!methods.has(request.method)) {
      return problem("method_not_allowed", "A sign-in does not use this method.", { allow: [...methods].join(", ") });
    }
    if (route.kind !== "region") return discovery(edge, route);
    const { upstream, reader } = route;
    if (areHeadersTooLarge(request.headers, upstream.region)) return headersTooLarge(request, reader === "person");
    const target = { path: `${url.pathname}${url.search}`, upstream, isPage: reader === "person" };
    return reader === "page" ? file(edge, target) : uncached(await forward(edge, target, options));
  };

  const discovery = async (
    edge: EdgeRequest,
    route: { kind: "discovery"; region: string } | { kind: "discovery-by-tenant"; tenant: string },
  ): Promise<Response> => {
    const region = route.kind === "discovery" ? route.region : await tenantRegion(route.tenant);
    if (region instanceof Response) return region;
    const upstream = options.upstreams.get(region);
    if (upstream === undefined) return notFound();
    if (areHeadersTooLarge(edge.request.headers, region)) return headersTooLarge(edge.request, false);
    const path = `/realms/${region}/.well-known/openid-configuration`;
    return uncached(await forward(edge, { path, upstream, isPage: false }, options));
  };

  const tenantRegion = async (tenant: string): Promise<string | Response> => {
    let entry;
    try {
      entry = await options.readRoute(tenant);
    } catch (error) {
      logFault("store_unavailable", { error: error instanceof Error ? error.name : "unknown" });
      return problem("dependency_unavailable", "The store of routes is unavailable. Retry.", { "retry-after": "2" });
    }
    if (entry === undefined || entry.state === "deleted") {
      return problem("tenant_not_found", "No workspace has this id.");
    }
    if (entry.state === "live" && options.upstreams.has(entry.route.region)) return entry.route.region;
    logFault("stored_route_damaged", { tenant });
    return problem("stored_route_damaged", "The route of this workspace is damaged; we have been notified.");
  };

  /**
   * Keycloak redirects an unknown tag, from a page before its upgrade, to its own tag. Its 404 page
   * is not passed on.
   */
  const file = async (
    edge: EdgeRequest,
    target: { path: string; upstream: Upstream; isPage: boolean },
  ): Promise<Response> => {
    const { method } = edge.request;
    if (method !== "GET" && method !== "HEAD") return notFound();
    if (isSessionWatch(new URL(edge.request.url).pathname))
      return sessionWatch(target.upstream.region, method === "HEAD");
    const response = await forward(edge, target, options);
    if (response.ok || response.status === 304 || response.status === 503) return response;
    await response.body?.cancel();
    return response.headers.has("location") ? new Response(null, response) : notFound();
  };

  return async (edge) => {
    try {
      return await answer(edge);
    } catch (error) {
      logFault("internal", { error: error instanceof Error ? error.name : "unknown" });
      return unavailable(edge.request, false);
    }
  };
};

/** If Keycloak sets no caching, no cache between the proxy and a browser stores a response. */
const uncached = (response: Response): Response => {
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
  return response;
};
