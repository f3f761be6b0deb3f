/**
 * The proxy sets it on each of its requests. It distinguishes them from a browser's, which cannot
 * set it on a page that it opens. It proves nothing: a program that sets it gets Keycloak's own
 * response to a path of the table.
 */
export const edgeHeader = "x-cogrion-edge";
export const edgeHeaderValue = "auth-proxy";
