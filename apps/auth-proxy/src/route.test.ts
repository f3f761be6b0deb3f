import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRoute } from "./route.ts";
import { parseUpstreams } from "./upstream.ts";

const globalOrigin = "https://auth.cogrion.com";
const origins = { globalOrigin, upstreams: parseUpstreams("sgp-1,frankfurt-1", "prod", globalOrigin) };
const upstream = origins.upstreams.get("sgp-1");

/** At the entry for discovery, otherwise at the region's own origin. */
const at = (target: string) =>
  parseRoute(
    new URL(`${target.startsWith("/.well-known/") ? globalOrigin : upstream?.browserOrigin}${target}`),
    origins,
  );

describe("the routes of the sign-in proxy", () => {
  test.each([
    ["/realms/sgp-1/protocol/openid-connect/auth?client_id=x", { kind: "region", upstream, reader: "person" }],
    ["/realms/sgp-1/protocol/openid-connect/token", { kind: "region", upstream, reader: "program" }],
    ["/realms/sgp-1/login-actions/consent", { kind: "region", upstream, reader: "person" }],
    ["/realms/sgp-1/broker/partner/endpoint/logout_response", { kind: "region", upstream, reader: "person" }],
    ["/realms/sgp-1/login-actions/required-action", { kind: "region", upstream, reader: "person" }],
    ["/realms/sgp-1/broker/partner/endpoint", { kind: "region", upstream, reader: "person" }],
    ["/realms/sgp-1/device", { kind: "region", upstream, reader: "person" }],
    ["/.well-known/openid-configuration?tenant=w-acme", { kind: "discovery-by-tenant", tenant: "w-acme" }],
    ["/.well-known/openid-configuration?region=sgp-1", { kind: "discovery", region: "sgp-1" }],
    ["/resources/a1b2c/login/keycloak.v2/css/styles.css", { kind: "region", upstream, reader: "page" }],
  ])("%s is one", (target, route) => {
    expect(at(target)).toEqual(route);
  });

  test.each([
    "/admin/",
    "/realms/master/protocol/openid-connect/auth",
    "/realms/sgp-1/protocol/openid-connect/token/introspect",
    "/realms/sgp-1/protocol/openid-connect/registrations",
    "/realms/sgp-1/protocol/openid-connect/logout/backchannel-logout",
    "/realms/sgp-1/broker/partner/endpoint/backchannel-logout",
    "/realms/sgp-1/broker/partner/token",
    "/realms/sgp-1/protocol/openid-connect/auth%2f..",
    "/realms/sgp-1/protocol/openid-connect/auth;x=1",
    "/realms/sgp-1\\admin",
    "/realms/frankfurt-1/protocol/openid-connect/auth",
    "/realms/sgp-1/protocol/saml",
    "/realms/sgp-1/account/",
    "/resources/a1b2c/admin/keycloak.v2/x.js",
    "/resources/../admin/x",
    "/.well-known/openid-configuration?tenant=w-acme&region=sgp-1",
  ])("%s is none", (target) => {
    expect(at(target)).toBeUndefined();
  });

  test("the entry has no realm, and a region's origin has no other region's", () => {
    const path = "/realms/sgp-1/protocol/openid-connect/auth";
    for (const origin of [globalOrigin, "https://frankfurt-1.auth.cogrion.com", "https://evil.auth.cogrion.com"]) {
      expect(parseRoute(new URL(`${origin}${path}`), origins)).toBeUndefined();
    }
    const discovery = "/.well-known/openid-configuration?region=sgp-1";
    expect(parseRoute(new URL(`${upstream?.browserOrigin}${discovery}`), origins)).toBeUndefined();
  });

  test("whatever the text, a realm's route is below that realm, in plain characters, and names no admin path", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "realms",
        "sgp-1",
        "master",
        "admin",
        "..",
        ".",
        "%2e%2e",
        "%2f",
        "protocol",
        "openid-connect",
        "auth",
      ),
      fc.constantFrom("login-actions", "authenticate", "broker", "endpoint", "\\", "%00", "//", "@", ";"),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const target = `/${pieces.join("/")}`;
        if (!URL.canParse(target, upstream?.browserOrigin)) return;
        const url = new URL(target, upstream?.browserOrigin);
        const route = parseRoute(url, origins);
        if (route?.kind !== "region" || route.reader === "page") return;
        expect(url.pathname.startsWith(`/realms/${route.upstream.region}/`)).toBe(true);
        expect(url.pathname).toMatch(/^[A-Za-z0-9._~/-]+$/);
        expect(url.pathname.split("/")).not.toContain("..");
        expect(route.upstream.region).not.toBe("master");
      }),
      { numRuns: 2000 },
    );
  });
});
