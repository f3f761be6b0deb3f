import type { EdgeRequest } from "@cogrion/edge/request";
import { upstreamCookiesOf } from "./cookies.ts";
import { edgeHeader, edgeHeaderValue } from "./regional/edge-header.ts";
import type { Upstream } from "./upstream.ts";

// What Keycloak needs of a browser. Nothing else is passed on, forwarded headers least of all.
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
  "content-type",
  "dpop-nonce",
  "etag",
  "expires",
  "last-modified",
  "pragma",
  "referrer-policy",
  "retry-after",
  "vary",
  "www-authenticate",
  "x-robots-tag",
];

// A load balancer takes 16 kB in one header, Keycloak 20 KiB in all.
const maxHeaderBytes = 16_384;

/**
 * Whether what would be passed on is too large. Cookies that are not passed on do not count: any
 * host of our domain can set them, and would lock a person out of every sign-in.
 */
export const areHeadersTooLarge = (headers: Headers, region: string): boolean => {
  const passed = chosen(headers, passedOn);
  passed.set("cookie", upstreamCookiesOf(headers.get("cookie"), region) ?? "");
  let bytes = 0;
  for (const [name, value] of passed) bytes += name.length + value.length + 4;
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

/** The forwarded headers are made from what the host saw, never from a client's. */
export const upstreamHeadersOf = ({ request, clientAddress }: EdgeRequest, upstream: Upstream): Headers => {
  const headers = chosen(request.headers, passedOn);
  const cookies = upstreamCookiesOf(request.headers.get("cookie"), upstream.region);
  if (cookies !== undefined) headers.set("cookie", cookies);
  // The page is rewritten as it streams by, so it has to come uncompressed.
  headers.set("accept-encoding", "identity");
  headers.set(edgeHeader, edgeHeaderValue);
  headers.set("x-forwarded-host", new URL(upstream.origin).host);
  // The browser's own connection is what a realm that requires TLS asks about.
  headers.set("x-forwarded-proto", new URL(upstream.browserOrigin).protocol.slice(0, -1));
  if (clientAddress !== undefined) headers.set("x-forwarded-for", clientAddress);
  return headers;
};

export const browserHeadersOf = (upstream: Headers): Headers => chosen(upstream, passedBack);
