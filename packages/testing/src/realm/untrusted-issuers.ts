const good = "https://auth.sgp-1.cogrion.com/realms/sgp-1";
/**
 * What an attacker may write as `iss`: a name, the environment, and the issuer. None may be
 * trusted, and none may be asked for keys.
 */
export const untrustedIssuers: [string, "prod" | "dev" | "local", string][] = [
  ["a client's own host", "prod", "https://auth.w-acme.sgp-1.cogrion.com/realms/sgp-1"],
  ["a client's own host, realm of its name", "prod", "https://auth.w-acme.sgp-1.cogrion.com/realms/w-acme"],
  ["dev in prod", "prod", "https://auth.dev.sgp-1.cogrion.com/realms/sgp-1"],
  ["prod in dev", "dev", good],
  ["local in prod", "prod", "http://localhost:8080/realms/sgp-1"],
  ["user info", "prod", "https://auth.sgp-1.cogrion.com@evil.example/realms/sgp-1"],
  ["user info before", "prod", "https://x@auth.sgp-1.cogrion.com/realms/sgp-1"],
  ["a port", "prod", "https://auth.sgp-1.cogrion.com:443/realms/sgp-1"],
  ["a trailing dot", "prod", "https://auth.sgp-1.cogrion.com./realms/sgp-1"],
  ["upper case", "prod", "https://AUTH.sgp-1.cogrion.com/realms/sgp-1"],
  ["a percent escape", "prod", "https://auth.sgp%2D1.cogrion.com/realms/sgp-1"],
  ["an escaped realm", "prod", "https://auth.sgp-1.cogrion.com/realms/sgp%2d1"],
  ["a Unicode full stop", "prod", "https://auth.sgp-1。cogrion.com/realms/sgp-1"],
  ["a Unicode look-alike", "prod", "https://auth.sgp-1.cоgrion.com/realms/sgp-1"],
  ["a suffix domain", "prod", "https://auth.sgp-1.cogrion.com.evil.example/realms/sgp-1"],
  ["a prefix domain", "prod", "https://auth.sgp-1.evilcogrion.com/realms/sgp-1"],
  ["plain http", "prod", "http://auth.sgp-1.cogrion.com/realms/sgp-1"],
  ["another realm than the region", "prod", "https://auth.sgp-1.cogrion.com/realms/frankfurt-1"],
  ["the master realm", "prod", "https://auth.sgp-1.cogrion.com/realms/master"],
  ["a trailing slash", "prod", `${good}/`],
  ["a path before", "prod", "https://auth.sgp-1.cogrion.com/x/realms/sgp-1"],
  ["a path that climbs", "prod", "https://auth.sgp-1.cogrion.com/realms/x/../sgp-1"],
  ["a query", "prod", `${good}?x=1`],
  ["a fragment", "prod", `${good}#x`],
  ["a back slash", "prod", "https://auth.sgp-1.cogrion.com\\realms\\sgp-1"],
  ["white space", "prod", ` ${good}`],
  ["a null byte", "prod", `${good}\0`],
  ["the global host", "prod", "https://auth.cogrion.com/realms/sgp-1"],
  ["another host in local", "local", "http://evil.example:8080/realms/sgp-1"],
  ["a host that begins with localhost", "local", "http://localhost.evil.example:8080/realms/sgp-1"],
  ["nothing", "prod", ""],
];
