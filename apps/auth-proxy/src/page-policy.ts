/**
 * The policy of each page from a region, whatever its Keycloak sends. Keycloak's pages have inline
 * scripts and styles, so these are allowed; the origin separates one region's page from another's
 * (docs/adr/0037). A form's redirect leads to an application whose origin only Keycloak knows, and
 * Chromium applies `form-action` to redirects too. Loopback is for an application in development
 * (RFC 8252 section 7.3).
 */
const contentPolicyOf = (isSecure: boolean): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'unsafe-inline'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    `form-action 'self' https: ${isSecure ? "http://localhost:* http://127.0.0.1:*" : "http:"}`,
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join("; ");

/** Sets the headers that isolate a region's response from every other origin. */
export const isolate = (headers: Headers, isSecure: boolean): void => {
  headers.set("x-content-type-options", "nosniff");
  if (isSecure) headers.set("strict-transport-security", "max-age=63072000");
  headers.delete("content-security-policy-report-only");
  headers.delete("x-xss-protection");
  if (headers.get("content-type")?.startsWith("text/html") !== true) {
    headers.delete("content-security-policy");
    return;
  }
  headers.set("content-security-policy", contentPolicyOf(isSecure));
  headers.set("x-frame-options", "DENY");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("cross-origin-resource-policy", "same-origin");
  headers.set("origin-agent-cluster", "?1");
  if (!headers.has("referrer-policy")) headers.set("referrer-policy", "no-referrer");
};
