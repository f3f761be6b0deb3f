/** Who uses the response: a person in a browser, a program, or a page that loads a static file. */
export type Reader = "person" | "program" | "page";

/**
 * `global`: the sign-in entry and the origins below it. `regional`: the host in a region's issuer,
 * in front of Keycloak.
 */
export type DoorName = "global" | "regional";

/**
 * One path that a door passes. `{name}` is one segment. Below `/realms/{region}` unless it is a
 * file. Everything that is not in this table is a 404 at both doors: admin, the master realm,
 * account, client registration, SAML, introspection, metrics, health.
 */
export type AllowedPath = { path: string; reader: Reader; doors: readonly DoorName[] };

const both = ["global", "regional"] as const;
const at = (reader: Reader, paths: readonly string[], doors: readonly DoorName[] = both): AllowedPath[] =>
  paths.map((path) => ({ path, reader, doors }));

const loginActions = [
  "action-token",
  "authenticate",
  "consent",
  "detached-info",
  "first-broker-login",
  "post-broker-login",
  "registration",
  "required-action",
  "reset-credentials",
  "restart",
];

/** What a sign-in needs from a realm. */
export const realmPaths: readonly AllowedPath[] = [
  ...at("person", [
    "/protocol/openid-connect/auth",
    "/protocol/openid-connect/logout",
    "/protocol/openid-connect/logout/logout-confirm",
    ...loginActions.map((action) => `/login-actions/${action}`),
    "/broker/{alias}/endpoint",
    "/broker/{alias}/endpoint/logout_response",
    "/broker/{alias}/login",
    "/broker/after-first-broker-login",
    "/broker/after-post-broker-login",
    "/device",
    "/device/status",
  ]),
  ...at("program", [
    "/.well-known/openid-configuration",
    "/protocol/openid-connect/auth/device",
    "/protocol/openid-connect/certs",
    "/protocol/openid-connect/revoke",
    "/protocol/openid-connect/token",
    "/protocol/openid-connect/userinfo",
    "/protocol/openid-connect/ext/par/request",
  ]),
  // An identity provider's server calls it, and has the regional host registered.
  ...at("program", ["/broker/{alias}/endpoint/backchannel-logout"], ["regional"]),
];

/** Static files, whose path contains no realm. `{tag}` belongs to one region's database. */
export const filePaths: readonly AllowedPath[] = at(
  "page",
  ["login", "common", "account-common"].map((folder) => `/resources/{tag}/${folder}/`),
);
