import { logFault } from "@cogrion/edge/log";
import type { EdgeRequest } from "@cogrion/edge/request";
import { isRealmCookie } from "./cookies.ts";
import { browserHeadersOf, upstreamHeadersOf } from "./headers.ts";
import { rewriteBody, rewriteLocation } from "./rewrite.ts";
import { unavailable } from "./unavailable.ts";
import type { Upstream } from "./upstream.ts";

type ForwardOptions = {
  globalOrigin: string;
  fetch: (request: Request) => Promise<Response>;
  deadlineSeconds: number;
};

const isAway = (status: number): boolean => status === 502 || status === 503 || status === 504;

/** Asks the region's Keycloak once, following nothing. @throws what `fetch` throws, an `AbortError` past the deadline among it */
export const forward = async (
  edge: EdgeRequest,
  target: string,
  upstream: Upstream,
  options: ForwardOptions,
): Promise<Response> => {
  const { request } = edge;
  const hasBody = request.method === "POST" && request.body !== null;
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), options.deadlineSeconds * 1000);
  let answer: Response;
  try {
    answer = await options.fetch(
      new Request(`${upstream.origin}${target}`, {
        method: request.method,
        headers: upstreamHeadersOf(edge, upstream, options.globalOrigin),
        body: hasBody ? request.body : null,
        // A redirect is the browser's to follow: following it here would lose its cookies.
        redirect: "manual",
        signal: deadline.signal,
        ...(hasBody ? { duplex: "half" } : {}),
      }),
    );
  } finally {
    clearTimeout(timer);
  }
  if (isAway(answer.status)) {
    logFault("upstream_unavailable", { region: upstream.region, status: answer.status });
    await answer.body?.cancel();
    return unavailable(request);
  }
  return browserAnswerOf(answer, upstream, options.globalOrigin);
};

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
