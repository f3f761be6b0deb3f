import { problem } from "@cogrion/edge/problem";
import { pageOf } from "./pages.ts";

const retryAfterSeconds = 5;

/** Whether a person sees the response: the path is a page's, and the browser accepts pages. */
const isForPerson = (request: Request, isPage: boolean): boolean =>
  isPage && (request.headers.get("accept")?.includes("text/html") ?? false);

/** 503: a page with a retry link for a person, an RFC 9457 problem for a program. */
export const unavailable = (request: Request, isPage: boolean): Response => {
  const headers = { "retry-after": String(retryAfterSeconds) };
  if (isForPerson(request, isPage)) return pageOf("unavailable", request, 503, headers);
  return problem("dependency_unavailable", "The region's sign-in is unavailable. Retry.", {
    ...headers,
    // So that a script of another origin can distinguish this from a network failure.
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "retry-after",
  });
};

export const headersTooLarge = (request: Request, isPage: boolean): Response =>
  isForPerson(request, isPage)
    ? pageOf("headers-too-large", request, 431)
    : problem("headers_too_large", "The headers are too large. Clear this site's cookies.");

/** If the door itself is https, `Secure` cookies and passwords never travel over plain http. */
export const isPlainHttp = (url: URL, ownOrigin: string): boolean =>
  url.protocol === "http:" && ownOrigin.startsWith("https:");

export const tlsRequired = (): Response => problem("tls_required", "Use https.");
