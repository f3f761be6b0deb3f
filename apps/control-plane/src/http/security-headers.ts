/**
 * Headers of every response. The API returns no documents, so nothing may be loaded, framed,
 * sniffed or cached.
 */
export const securityHeadersOf = ({ isHttps }: { isHttps: boolean }): Record<string, string> => ({
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  ...(isHttps ? { "strict-transport-security": "max-age=63072000; includeSubDomains" } : {}),
});
