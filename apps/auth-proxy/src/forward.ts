import { logFault } from "@cogrion/edge/log";
import type { EdgeRequest } from "@cogrion/edge/request";
import { isRealmCookie } from "./cookies.ts";
import { browserHeadersOf, upstreamHeadersOf } from "./headers.ts";
import { rewriteBody, rewriteLocation } from "./rewrite.ts";
import { unavailable } from "./refusals.ts";
import type { Upstream } from "./upstream.ts";

export type ForwardOptions = {
  /** The one origin that browsers meet, `https://auth.cogrion.com`. */
  globalOrigin: string;
  fetch: (request: Request, init: { signal: AbortSignal }) => Promise<Response>;
  /** Until Keycloak's answer begins; its body may take longer. */
  deadlineSeconds: number;
};

type Target = { path: string; upstream: Upstream; isPage: boolean };

const isAway = (status: number): boolean => status === 502 || status === 503 || status === 504;

/** Asks the region's Keycloak once, following nothing. One that does not begin to answer within the deadline is answered for. */
export const forward = async (edge: EdgeRequest, target: Target, options: ForwardOptions): Promise<Response> => {
  const { request } = edge;
  const { upstream, isPage } = target;
  const fault = (about: Record<string, string | number>): Response => {
    logFault("upstream_unavailable", { region: upstream.region, ...about });
    return unavailable(request, isPage);
  };
  let answer: Response;
  try {
    answer = await askWithin(options, requestOf(edge, target, options.globalOrigin));
  } catch (error) {
    return fault({ error: error instanceof Error ? error.name : "unknown" });
  }
  if (isAway(answer.status)) {
    await answer.body?.cancel();
    return fault({ status: answer.status });
  }
  if (isSentBack(answer, options.globalOrigin)) {
    await answer.body?.cancel();
    return fault({ error: "sent_back" });
  }
  return browserAnswerOf(answer, upstream, options.globalOrigin);
};

const requestOf = (edge: EdgeRequest, { path, upstream }: Target, globalOrigin: string): Request => {
  const { method, body } = edge.request;
  const hasBody = method === "POST" && body !== null;
  return new Request(`${upstream.origin}${path}`, {
    method,
    headers: upstreamHeadersOf(edge, upstream, globalOrigin),
    body: hasBody ? body : null,
    // A redirect is the browser's to follow: following it here would lose its cookies.
    redirect: "manual",
    ...(hasBody ? { duplex: "half" } : {}),
  });
};

/** @throws what `fetch` throws, an `AbortError` past the deadline among it */
const askWithin = async ({ fetch, deadlineSeconds }: ForwardOptions, request: Request): Promise<Response> => {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineSeconds * 1000);
  try {
    // Beside the request and not in it: Node forgets a Request's own signal once the Request is collected (https://github.com/nodejs/undici/issues/4068).
    return await fetch(request, { signal: deadline.signal });
  } finally {
    clearTimeout(timer);
  }
};

/** The regional host takes us for a browser, and a browser would go in circles. Keycloak itself knows no global origin. */
const isSentBack = (answer: Response, globalOrigin: string): boolean =>
  answer.headers.get("location")?.startsWith(`${globalOrigin}/`) ?? false;

const browserAnswerOf = (answer: Response, upstream: Upstream, globalOrigin: string): Response => {
  const headers = browserHeadersOf(answer.headers);
  for (const cookie of answer.headers.getSetCookie()) {
    if (isRealmCookie(cookie, upstream.region)) headers.append("set-cookie", cookie);
  }
  const location = answer.headers.get("location");
  if (location !== null) headers.set("location", rewriteLocation(location, upstream, globalOrigin));
  const type = headers.get("content-type") ?? "";
  const isRewritten = answer.body !== null && /^(?:text\/html|application\/json)\b/.test(type);
  const body = isRewritten && answer.body !== null ? rewriteBody(answer.body, upstream, globalOrigin) : answer.body;
  return new Response(body, { status: answer.status, headers });
};
