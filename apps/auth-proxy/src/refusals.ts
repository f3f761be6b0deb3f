import { problem } from "@cogrion/edge/problem";
import { pageOf } from "./pages.ts";

const retryAfterSeconds = 5;

/** Whether the answer is shown to a person: the path is a page's, and the browser asks for one. */
const isForPerson = (request: Request, isPage: boolean): boolean =>
  isPage && (request.headers.get("accept")?.includes("text/html") ?? false);

/** 503 with a way on: a page for a person, an RFC 9457 problem for a program. */
export const unavailable = (request: Request, isPage: boolean): Response => {
  const headers = { "retry-after": String(retryAfterSeconds) };
  if (isForPerson(request, isPage)) return pageOf("unavailable", request, 503, headers);
  return problem("dependency_unavailable", "The region's sign-in does not answer; ask again.", {
    ...headers,
    // A script of another origin is told apart from a network that is down.
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "retry-after",
  });
};

export const headersTooLarge = (request: Request, isPage: boolean): Response =>
  isForPerson(request, isPage)
    ? pageOf("headers-too-large", request, 431)
    : problem("headers_too_large", "The headers are too large; clearing this site's cookies helps.");
