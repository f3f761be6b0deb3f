import { problem } from "@cogrion/edge/problem";
import type { EdgeHandler } from "@cogrion/edge/request";
import type { Upstream } from "../upstream.ts";

// A load balancer's `*` crosses slashes; here a name is one segment.
const arrivals = [/^\/broker\/[A-Za-z0-9._~-]+\/endpoint(?:\/logout_response)?$/, /^\/login-actions\/action-token$/];

export type RegionalOptions = { globalOrigin: string; upstream: Upstream };

/**
 * Sends a browser that an identity provider or a mail sent to the regional host on to the global one, where its cookies are: 302, and 307 for a form
 * that has to be posted again. Nothing else is answered, and no text of the request chooses the host.
 */
export const createRegionalHandler = ({ globalOrigin, upstream }: RegionalOptions): EdgeHandler => {
  const { host } = new URL(upstream.origin);
  const realm = `/realms/${upstream.region}`;
  return async ({ request }) => {
    const url = new URL(request.url);
    const isArrival =
      url.host === host &&
      url.pathname.startsWith(`${realm}/`) &&
      arrivals.some((each) => each.test(url.pathname.slice(realm.length)));
    if (!isArrival) return problem("route_not_found", "Nothing that is sent on is here.");
    if (request.method !== "GET" && request.method !== "HEAD" && request.method !== "POST") {
      return problem("method_not_allowed", "Only a page or a form is sent on.", { allow: "GET, HEAD, POST" });
    }
    return new Response(null, {
      status: request.method === "POST" ? 307 : 302,
      headers: {
        location: `${globalOrigin}${url.pathname}${url.search}`,
        "cache-control": "no-store",
        // The query may hold a mail's key or a provider's code.
        "referrer-policy": "no-referrer",
      },
    });
  };
};
