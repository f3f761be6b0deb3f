import fc from "fast-check";
import { expect, test } from "vitest";
import { browserCookieOf, upstreamCookiesOf } from "./cookies.ts";

test("only the region's own cookies go on to its Keycloak, under Keycloak's names", () => {
  const header =
    "a=1; KC_RESTART=tossed; __Host-sgp-1.KC_RESTART=x.y; __Host-s=2; __Host-sgp-1.AUTH_SESSION_ID=z; __Host-sgp-1.session=q; __Host-frankfurt-1.KC_RESTART=f";
  expect(upstreamCookiesOf(header, "sgp-1")).toBe("KC_RESTART=x.y; AUTH_SESSION_ID=z");
  expect(upstreamCookiesOf("a=1; KC_RESTART=tossed; =__Host-sgp-1.KC_RESTART=x", "sgp-1")).toBeUndefined();
  expect(upstreamCookiesOf(null, "sgp-1")).toBeUndefined();
});

test("neither of two duplicate cookies is passed on", () => {
  const header = "__Host-sgp-1.AUTH_SESSION_ID=a; __Host-sgp-1.KC_RESTART=x; __Host-sgp-1.AUTH_SESSION_ID=b";
  expect(upstreamCookiesOf(header, "sgp-1")).toBe("KC_RESTART=x");
});

test.each([
  [
    "KC_RESTART=x; Version=1; Path=/realms/sgp-1/; Secure; HttpOnly",
    "__Host-sgp-1.KC_RESTART=x; HttpOnly; SameSite=Lax; Path=/; Secure",
  ],
  [
    'KC_AUTH_SESSION_HASH="a+/="; Version=1; Path=/realms/sgp-1/; Max-Age=60; SameSite=None; Secure',
    '__Host-sgp-1.KC_AUTH_SESSION_HASH="a+/="; Max-Age=60; SameSite=None; Path=/; Secure',
  ],
  ["KC_RESTART=x; Path=/realms/frankfurt-1/", undefined],
  ["KC_RESTART=x; Path=/", undefined],
  ["KC_RESTART=x; Path=/realms/sgp-1/; Domain=cogrion.com", undefined],
  ["session=x; Path=/realms/sgp-1/", undefined],
  ["__Host-sgp-1.KC_RESTART=x; Path=/realms/sgp-1/", undefined],
])("Keycloak's %s becomes %s", (setCookie, wanted) => {
  expect(browserCookieOf(setCookie, "sgp-1")).toBe(wanted);
});

test("no cookie header injects another header or cookie", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const cookies = upstreamCookiesOf(`__Host-sgp-1.KC_RESTART=${text}`, "sgp-1") ?? "";
      expect(cookies).toMatch(/^[\x20-\x7e]*$/);
      for (const each of cookies.split("; ").filter(Boolean))
        expect(each).toMatch(/^(?:KC_|KEYCLOAK_|AUTH_SESSION_ID)/);
    }),
  );
});

test("whatever Keycloak's text, a cookie is of this host alone, or none", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (value, attribute) => {
      const cookie = browserCookieOf(`KC_RESTART=${value}; Path=/realms/sgp-1/; ${attribute}`, "sgp-1");
      if (cookie === undefined) return;
      const [, ...attributes] = cookie.split("; ");
      expect(cookie.startsWith("__Host-sgp-1.KC_RESTART=")).toBe(true);
      expect(attributes.filter((each) => /^path/i.test(each))).toEqual(["Path=/"]);
      expect(attributes.some((each) => /^domain/i.test(each))).toBe(false);
      expect(attributes.at(-1)).toBe("Secure");
    }),
  );
});
