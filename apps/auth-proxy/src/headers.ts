import type { EdgeRequest } from "@cogrion/edge/request";
import { upstreamCookiesOf } from "./cookies.ts";
import { edgeHeader, edgeHeaderValue } from "./regional/listener-rules.ts";
import type { Upstream } from "./upstream.ts";

// What Keycloak needs of a browser. Everything else, each forwarded header first, stays here.
const passedOn = [
  "accept",
  "accept-language",
  "access-control-request-headers",
  "access-control-request-method",
  "authorization",
  "content-type",
  "dpop",
  "if-modified-since",
  "if-none-match",
  "origin",
  "referer",
  "user-agent",
  "sec-fetch-dest",
  "sec-fetch-mode",
  "sec-fetch-site",
  "sec-fetch-user",
];

const passedBack = [
  "access-control-allow-credentials",
  "access-control-allow-headers",
  "access-control-allow-methods",
  "access-control-allow-origin",
  "access-control-expose-headers",
  "access-control-max-age",
  "cache-control",
  "content-language",
  "content-security-policy",
  "content-security-policy-report-only",
  "content-type",
  "dpop-nonce",
  "etag",
  "expires",
  "last-modified",
  "pragma",
  "referrer-policy",
  "retry-after",
  "strict-transport-security",
  "vary",
  "www-authenticate",
  "x-content-type-options",
  "x-frame-options",
  "x-robots-tag",
  "x-xss-protection",
];

const maxHeaderBytes = 32_768;

export const areHeadersTooLarge = (headers: Headers): boolean => {
  let bytes = 0;
  for (const [name, value] of headers) bytes += name.length + value.length + 4;
  return bytes > maxHeaderBytes;
};

const chosen = (headers: Headers, names: readonly string[]): Headers => {
  const kept = new Headers();
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept;
};

/** The forwarded headers are made here from what the host saw; Keycloak trusts nobody else's. */
export const upstreamHeadersOf = (
  { request, clientAddress }: EdgeRequest,
  upstream: Upstream,
  globalOrigin: string,
): Headers => {
  const headers = chosen(request.headers, passedOn);
  const cookies = upstreamCookiesOf(request.headers.get("cookie"));
  if (cookies !== undefined) headers.set("cookie", cookies);
  // The page is rewritten as it streams by, so it has to come uncompressed.
  headers.set("accept-encoding", "identity");
  headers.set(edgeHeader, edgeHeaderValue);
  headers.set("x-forwarded-host", new URL(upstream.origin).host);
  // The browser's own connection is what a realm that requires TLS asks about.
  headers.set("x-forwarded-proto", new URL(globalOrigin).protocol.slice(0, -1));
  if (clientAddress !== undefined) headers.set("x-forwarded-for", clientAddress);
  return headers;
};

export const browserHeadersOf = (upstream: Headers): Headers => chosen(upstream, passedBack);
