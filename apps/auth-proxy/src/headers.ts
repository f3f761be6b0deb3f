import type { EdgeRequest } from "@cogrion/edge/request";
import { upstreamCookiesOf } from "./cookies.ts";
import { edgeHeader, edgeHeaderValue } from "./regional/edge-header.ts";
import type { Upstream } from "./upstream.ts";

// The headers that Keycloak needs from a browser. Nothing else is passed on, especially no
// forwarded headers.
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

// A load balancer accepts 16 kB in one header, Keycloak 20 KiB in total.
const maxHeaderBytes = 16_384;

/**
 * Whether the headers that would be passed on are too large. Cookies that are not passed on do not
 * count, because any host of our domain can set them and could lock a person out of every sign-in.
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

/** The forwarded headers are created from what the host saw, never from a client's headers. */
export const upstreamHeadersOf = ({ request, clientAddress }: EdgeRequest, upstream: Upstream): Headers => {
  const headers = chosen(request.headers, passedOn);
  const cookies = upstreamCookiesOf(request.headers.get("cookie"), upstream.region);
  if (cookies !== undefined) headers.set("cookie", cookies);
  // The page is rewritten while it streams, so it must not be compressed.
  headers.set("accept-encoding", "identity");
  headers.set(edgeHeader, edgeHeaderValue);
  headers.set("x-forwarded-host", new URL(upstream.origin).host);
  // A realm that requires TLS asks about the browser's own connection.
  headers.set("x-forwarded-proto", new URL(upstream.browserOrigin).protocol.slice(0, -1));
  if (clientAddress !== undefined) headers.set("x-forwarded-for", clientAddress);
  return headers;
};

export const browserHeadersOf = (upstream: Headers): Headers => chosen(upstream, passedBack);
