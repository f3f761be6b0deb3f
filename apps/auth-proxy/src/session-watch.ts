import { cookiePrefixOf } from "./cookies.ts";

/**
 * Keycloak's script that watches its cookies in a page: it would read Keycloak's names, which any
 * host of our domain can set.
 */
const path = /^\/resources\/[^/]+\/login\/[^/]+\/js\/authChecker\.js$/;

export const isSessionWatch = (pathname: string): boolean => path.test(pathname);

// Keycloak's pages import these two functions: one leaves a login page when somebody has signed in
// in another tab, the other reloads a page of an earlier attempt.
const scriptOf = (prefix: string): string => `const prefix = ${JSON.stringify(prefix)};
const cookieOf = (name) => {
  for (const pair of document.cookie.split(";")) {
    const at = pair.indexOf("=");
    if (pair.slice(0, at).trim() === prefix + name) return pair.slice(at + 1).trim().replace(/^"(.*)"$/, "$1");
  }
  return undefined;
};
const wasSignedIn = cookieOf("KEYCLOAK_SESSION") !== undefined;
let isLeaving = false;
for (const event of ["submit", "beforeunload"]) addEventListener(event, () => (isLeaving = true));
export const startSessionPolling = (url) => {
  if (wasSignedIn || isLeaving) return;
  if (cookieOf("KEYCLOAK_SESSION") === undefined) setTimeout(() => startSessionPolling(url), 2000);
  else location.href = url;
};
export const checkAuthSession = (hash) => {
  setTimeout(() => {
    const own = cookieOf("KC_AUTH_SESSION_HASH");
    if (own !== undefined && own !== hash) location.reload();
  }, 1000);
};
`;

/** The same functions for the region's own cookies. */
export const sessionWatch = (region: string, isHead: boolean): Response =>
  new Response(isHead ? null : scriptOf(cookiePrefixOf(region)), {
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=3600",
      "x-content-type-options": "nosniff",
    },
  });
