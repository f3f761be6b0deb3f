import { logFault } from "@cogrion/edge/log";
import { problem } from "@cogrion/edge/problem";
import type { EdgeHandler, EdgeRequest } from "@cogrion/edge/request";
import type { RouteReader } from "@cogrion/edge/route-reader";
import { seenRegionsCookieOf, seenRegionsOf } from "./cookies.ts";
import type { ForwardOptions } from "./forward.ts";
import { forward } from "./forward.ts";
import { areHeadersTooLarge } from "./headers.ts";
import type { ProxyRoute } from "./route.ts";
import { parseRoute } from "./route.ts";
import { headersTooLarge, unavailable } from "./refusals.ts";
import type { Upstream } from "./upstream.ts";

export type ProxyOptions = ForwardOptions & {
  upstreams: ReadonlyMap<string, Upstream>;
  readRoute: RouteReader;
};

const methods = new Set(["GET", "HEAD", "POST", "OPTIONS"]);
const notFound = (): Response => problem("route_not_found", "Nothing that a sign-in needs is here.");

/** The whole browser side of a region's sign-in beneath one global origin. Issuers stay regional. */
export const createProxyHandler = (options: ProxyOptions): EdgeHandler => {
  const globalHost = new URL(options.globalOrigin).host;

  const answer = async (edge: EdgeRequest): Promise<Response> => {
    const { request } = edge;
    const url = new URL(request.url);
    if (url.host !== globalHost) return notFound();
    const route = parseRoute(url);
    if (route === undefined) return notFound();
    if (!methods.has(request.method)) {
      return problem("method_not_allowed", "This method is no part of a sign-in.", { allow: [...methods].join(", ") });
    }
    if (areHeadersTooLarge(request.headers)) {
      return headersTooLarge(request, route.kind === "realm" && route.isPage);
    }
    return route.kind === "resources" ? resources(edge, url) : realm(edge, url, route);
  };

  const realm = async (edge: EdgeRequest, url: URL, route: Exclude<ProxyRoute, { kind: "resources" }>) => {
    const region = route.kind === "discovery-by-tenant" ? await tenantRegion(route.tenant) : route.region;
    if (region instanceof Response) return region;
    const upstream = options.upstreams.get(region);
    if (upstream === undefined) return notFound();
    const target =
      route.kind === "realm"
        ? { path: `${url.pathname}${url.search}`, isPage: route.isPage }
        : { path: `/realms/${region}/.well-known/openid-configuration`, isPage: false };
    const response = await forward(edge, { ...target, upstream }, options);
    // Between us and a browser stand caches that are told by nobody else.
    if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
    if (response.headers.get("content-type")?.startsWith("text/html") === true && response.status < 500) {
      const seen = [region, ...seenRegionsOf(edge.request.headers.get("cookie")).filter((each) => each !== region)];
      response.headers.append("set-cookie", seenRegionsCookieOf(seen, options.globalOrigin.startsWith("https:")));
    }
    return response;
  };

  const tenantRegion = async (tenant: string): Promise<string | Response> => {
    let entry;
    try {
      entry = await options.readRoute(tenant);
    } catch (error) {
      logFault("store_unavailable", { error: error instanceof Error ? error.name : "unknown" });
      return problem("dependency_unavailable", "The routes are unavailable; retry.", { "retry-after": "2" });
    }
    if (entry === undefined || entry.state === "deleted") {
      return problem("tenant_not_found", "No workspace has this id.");
    }
    if (entry.state === "live" && options.upstreams.has(entry.route.region)) return entry.route.region;
    logFault("stored_route_damaged", { tenant });
    return problem("stored_route_damaged", "The route of this workspace is damaged; we have been notified.");
  };

  /**
   * A tag belongs to one database: with two regions open in one browser, the second is asked where the first has not the file, or is away. Keycloak
   * redirects from a tag that it does not know to its own, which is right for a page of before its upgrade, once nobody else has the file.
   */
  const resources = async (edge: EdgeRequest, url: URL): Promise<Response> => {
    if (edge.request.method !== "GET" && edge.request.method !== "HEAD") return notFound();
    let redirect: Response | undefined;
    let last = notFound();
    for (const region of seenRegionsOf(edge.request.headers.get("cookie"))) {
      const upstream = options.upstreams.get(region);
      if (upstream === undefined) continue;
      const response = await forward(edge, { path: `${url.pathname}${url.search}`, upstream, isPage: false }, options);
      if (response.ok || response.status === 304) return response;
      await response.body?.cancel();
      if (response.headers.has("location")) redirect ??= new Response(null, response);
      // Keycloak's own 404 page is not passed on, nor kept by a cache.
      if (response.status === 503) last = unavailable(edge.request, false);
    }
    // Which file it leads to was decided by the cookie, and a cache keyed by the address alone would hand it to everybody.
    redirect?.headers.set("cache-control", "no-store");
    return redirect ?? last;
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
