/**
 * Set by the proxy on each of its requests. It tells them from a browser's, which cannot set it on
 * a page that it opens, and it proves nothing: a program that sets it gets Keycloak's own response
 * to a path of the table.
 */
export const edgeHeader = "x-cogrion-edge";
export const edgeHeaderValue = "auth-proxy";
