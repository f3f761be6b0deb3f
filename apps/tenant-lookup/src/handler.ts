import { routeTextOf } from "@cogrion/domain/workspace/tenant-route";
import type { Environment } from "@cogrion/domain/naming/environment";
import type { EdgeHandler } from "@cogrion/edge/request";
import { logFault } from "@cogrion/edge/log";
import { problem } from "@cogrion/edge/problem";
import { parseQuery } from "./query.ts";
import type { RouteReader } from "@cogrion/edge/route-reader";

export type LookupOptions = {
  /** Used if the query names no environment. */
  defaultEnvironment: Environment;
  readers: Partial<Record<Environment, RouteReader>>;
};

const cors = { "access-control-allow-origin": "*" };
const methods = "GET, HEAD, OPTIONS";
// A moved tenant is visible within half a minute; while the store is unavailable, browsers use what
// they have cached.
const foundCaching = "public, max-age=30, stale-while-revalidate=300, stale-if-error=3600";
// Short, so that a new workspace is found soon.
const missingCaching = "public, max-age=5";

/**
 * `GET /lookup?tenant=w-x` returns exactly `{ region, bff_url }`; `&env=dev` reads dev's store.
 * Errors are RFC 9457 problems.
 */
export const createLookupHandler = ({ defaultEnvironment, readers }: LookupOptions): EdgeHandler => {
  const answer = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/lookup")
      return problem("route_not_found", "The only operation is GET /lookup?tenant=w-….", cors);
    if (request.method === "OPTIONS") return preflight();
    if (request.method !== "GET" && request.method !== "HEAD") {
      return problem("method_not_allowed", `The supported methods are ${methods}.`, { ...cors, allow: methods });
    }
    const query = parseQuery(searchParams);
    if (query === undefined) {
      return problem("request_invalid", 'Send "tenant" once, such as w-example, and optionally "env=dev".', cors);
    }
    const environment = query.environment ?? defaultEnvironment;
    const read = readers[environment];
    if (read === undefined) return problem("request_invalid", "This lookup does not serve that environment.", cors);

    let entry;
    try {
      entry = await read(query.tenant);
    } catch (error) {
      logFault("store_unavailable", { environment, error: error instanceof Error ? error.name : "unknown" });
      return problem("dependency_unavailable", "The store of routes is unavailable. Retry.", {
        ...cors,
        "retry-after": "2",
      });
    }
    if (entry === undefined || entry.state === "deleted") {
      return problem("tenant_not_found", "No workspace has this id.", { ...cors, "cache-control": missingCaching });
    }
    if (entry.state === "damaged") {
      logFault("stored_route_damaged", { environment, tenant: query.tenant });
      return problem("stored_route_damaged", "The route of this workspace is damaged; we have been notified.", cors);
    }
    return found(request, routeTextOf(entry.route));
  };

  return async ({ request }) => {
    const response = await answer(request);
    // Some hosts send a body with HEAD.
    return request.method === "HEAD" && response.body !== null ? new Response(null, response) : response;
  };
};

const preflight = (): Response =>
  new Response(null, {
    status: 204,
    headers: { ...cors, "access-control-allow-methods": methods, "access-control-max-age": "86400" },
  });

const found = async (request: Request, body: string): Promise<Response> => {
  const bytes = new TextEncoder().encode(body);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const etag = `"${Array.from(digest.subarray(0, 12), (byte) => byte.toString(16).padStart(2, "0")).join("")}"`;
  const headers = {
    ...cors,
    "access-control-expose-headers": "etag",
    "cache-control": foundCaching,
    "x-content-type-options": "nosniff",
    etag,
  };
  if (isMatch(request.headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers });
  return new Response(bytes, {
    headers: { ...headers, "content-type": "application/json", "content-length": String(bytes.length) },
  });
};

// RFC 9110 section 13.1.2: the comparison is weak.
const isMatch = (header: string | null, etag: string): boolean =>
  header !== null && header.split(",").some((each) => each.trim() === "*" || each.trim().replace(/^W\//, "") === etag);
