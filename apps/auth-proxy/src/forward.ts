import { logFault } from "@cogrion/edge/log";
import type { EdgeRequest } from "@cogrion/edge/request";
import { browserCookieOf } from "./cookies.ts";
import { browserHeadersOf, upstreamHeadersOf } from "./headers.ts";
import { rewriteBody, rewriteLocation } from "./rewrite.ts";
import { headersTooLarge, unavailable } from "./refusals.ts";
import { isolate } from "./page-policy.ts";
import type { Upstream } from "./upstream.ts";

export type ForwardOptions = {
  fetch: (request: Request, init: { signal: AbortSignal }) => Promise<Response>;
  /** Time until Keycloak's response begins; its body may take longer. */
  deadlineSeconds: number;
};

type Target = { path: string; upstream: Upstream; isPage: boolean };

const isUnavailable = (status: number): boolean => status === 502 || status === 503 || status === 504;

/**
 * Sends the request to the region's Keycloak once and follows no redirect. Returns 503 if no
 * response begins within the deadline.
 */
export const forward = async (edge: EdgeRequest, target: Target, options: ForwardOptions): Promise<Response> => {
  const { request } = edge;
  const { upstream, isPage } = target;
  const fault = (about: Record<string, string | number>): Response => {
    logFault("upstream_unavailable", { region: upstream.region, ...about });
    return unavailable(request, isPage);
  };
  let answer: Response;
  try {
    answer = await askWithin(options, requestOf(edge, target));
  } catch (error) {
    return fault({ error: error instanceof Error ? error.name : "unknown" });
  }
  if (isUnavailable(answer.status)) {
    await answer.body?.cancel();
    return fault({ status: answer.status });
  }
  if (answer.status === 431) {
    await answer.body?.cancel();
    return headersTooLarge(request, isPage);
  }
  if (isSentBack(answer, upstream)) {
    await answer.body?.cancel();
    return fault({ error: "sent_back" });
  }
  return browserResponseOf(answer, upstream);
};

const requestOf = (edge: EdgeRequest, { path, upstream }: Target): Request => {
  const { method, body } = edge.request;
  const hasBody = method === "POST" && body !== null;
  return new Request(`${upstream.origin}${path}`, {
    method,
    headers: upstreamHeadersOf(edge, upstream),
    body: hasBody ? body : null,
    // The browser has to follow a redirect itself, because its cookies would be lost here.
    redirect: "manual",
    ...(hasBody ? { duplex: "half" } : {}),
  });
};

/** @throws what `fetch` throws, including an `AbortError` after the deadline */
const askWithin = async ({ fetch, deadlineSeconds }: ForwardOptions, request: Request): Promise<Response> => {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineSeconds * 1000);
  try {
    // Passed separately instead of in the request: Node loses a Request's own signal once the
    // Request is garbage collected (https://github.com/nodejs/undici/issues/4068).
    return await fetch(request, { signal: deadline.signal });
  } finally {
    clearTimeout(timer);
  }
};

/**
 * The regional host treated the proxy as a browser, which would loop. Keycloak itself does not know
 * the browser's origin.
 */
const isSentBack = (answer: Response, { browserOrigin }: Upstream): boolean =>
  answer.headers.get("location")?.startsWith(`${browserOrigin}/`) ?? false;

const browserResponseOf = (answer: Response, upstream: Upstream): Response => {
  const headers = browserHeadersOf(answer.headers);
  for (const cookie of answer.headers.getSetCookie()) {
    const renamed = browserCookieOf(cookie, upstream.region);
    if (renamed !== undefined) headers.append("set-cookie", renamed);
  }
  const location = answer.headers.get("location");
  if (location !== null) headers.set("location", rewriteLocation(location, upstream));
  isolate(headers, upstream.browserOrigin.startsWith("https:"));
  const type = headers.get("content-type") ?? "";
  const isRewritten = answer.body !== null && /^(?:text\/html|application\/json)\b/.test(type);
  const body = isRewritten && answer.body !== null ? rewriteBody(answer.body, upstream) : answer.body;
  return new Response(body, { status: answer.status, headers });
};
