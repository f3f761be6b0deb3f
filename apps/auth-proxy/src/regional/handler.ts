import { problem } from "@cogrion/edge/problem";
import type { EdgeHandler } from "@cogrion/edge/request";
import { readerOf } from "../doors/match.ts";
import { isPlainHttp, tlsRequired } from "../refusals.ts";
import type { Upstream } from "../upstream.ts";

/**
 * Redirects a browser that arrived at the regional host, from an identity provider, a mail or a
 * client that used discovery at the issuer, to the region's origin below the entry, where its
 * cookies are: 302, or 307 for a form that has to be posted again. It serves nothing else, and no
 * text of the request selects the host.
 */
export const createRegionalHandler =
  (upstream: Upstream): EdgeHandler =>
  async ({ request }) => {
    const url = new URL(request.url);
    const isPage =
      url.host === new URL(upstream.origin).host && readerOf(url.pathname, upstream.region, "regional") === "person";
    if (!isPage) return problem("route_not_found", "This address is not part of a sign-in.");
    if (isPlainHttp(url, upstream.origin)) return tlsRequired();
    if (request.method !== "GET" && request.method !== "HEAD" && request.method !== "POST") {
      return problem("method_not_allowed", "A sign-in page supports GET, HEAD and POST.", { allow: "GET, HEAD, POST" });
    }
    return new Response(null, {
      status: request.method === "POST" ? 307 : 302,
      headers: {
        location: `${upstream.browserOrigin}${url.pathname}${url.search}`,
        "cache-control": "no-store",
        // The query may contain a mail's key or a provider's code.
        "referrer-policy": "no-referrer",
      },
    });
  };
