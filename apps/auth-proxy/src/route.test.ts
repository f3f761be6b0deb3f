import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRoute } from "./route.ts";

const at = (target: string) => {
  const url = new URL(`https://auth.cogrion.com${target}`);
  return parseRoute(url);
};

describe("the routes of the sign-in proxy", () => {
  test.each([
    ["/realms/sgp-1/protocol/openid-connect/auth?client_id=x", { kind: "realm", region: "sgp-1", isPage: true }],
    ["/realms/sgp-1/protocol/openid-connect/token", { kind: "realm", region: "sgp-1", isPage: false }],
    ["/realms/sgp-1/login-actions/consent", { kind: "realm", region: "sgp-1", isPage: true }],
    ["/realms/sgp-1/broker/partner/endpoint/logout_response", { kind: "realm", region: "sgp-1", isPage: true }],
    ["/realms/sgp-1/login-actions/required-action", { kind: "realm", region: "sgp-1", isPage: true }],
    ["/realms/sgp-1/broker/partner/endpoint", { kind: "realm", region: "sgp-1", isPage: true }],
    ["/realms/sgp-1/device", { kind: "realm", region: "sgp-1", isPage: true }],
    ["/.well-known/openid-configuration?tenant=w-acme", { kind: "discovery-by-tenant", tenant: "w-acme" }],
    ["/.well-known/openid-configuration?region=sgp-1", { kind: "discovery", region: "sgp-1" }],
    ["/resources/a1b2c/login/keycloak.v2/css/styles.css", { kind: "resources" }],
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
    "/resources/a1b2c/admin/keycloak.v2/x.js",
    "/resources/../admin/x",
    "/.well-known/openid-configuration?tenant=w-acme&region=sgp-1",
  ])("%s is none", (target) => {
    expect(at(target)).toBeUndefined();
  });

  test("whatever the text, a realm's route lies beneath that realm, in plain characters, and names no admin path", () => {
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
        if (!URL.canParse(target, "https://auth.cogrion.com")) return;
        const url = new URL(target, "https://auth.cogrion.com");
        const route = parseRoute(url);
        if (route?.kind !== "realm") return;
        expect(url.pathname.startsWith(`/realms/${route.region}/`)).toBe(true);
        expect(url.pathname).toMatch(/^[A-Za-z0-9._~/-]+$/);
        expect(url.pathname.split("/")).not.toContain("..");
        expect(route.region).not.toBe("master");
      }),
      { numRuns: 2000 },
    );
  });
});
