import fc from "fast-check";
import { expect, test } from "vitest";
import { isRealmCookie, seenRegionsCookieOf, seenRegionsOf, upstreamCookiesOf } from "./cookies.ts";

test("only Keycloak's own cookies go on to it", () => {
  expect(upstreamCookiesOf("a=1; KC_RESTART=x.y; __Host-s=2; AUTH_SESSION_ID=z; cogrion_regions=sgp-1")).toBe(
    "KC_RESTART=x.y; AUTH_SESSION_ID=z",
  );
  expect(upstreamCookiesOf("a=1")).toBeUndefined();
  expect(upstreamCookiesOf(null)).toBeUndefined();
});

test("of a cookie that comes twice neither is believed", () => {
  expect(upstreamCookiesOf("AUTH_SESSION_ID=theirs; KC_RESTART=x; AUTH_SESSION_ID=ours")).toBe("KC_RESTART=x");
});

test("a cookie of Keycloak's stays beneath its realm", () => {
  expect(isRealmCookie("KC_RESTART=x; Version=1; Path=/realms/sgp-1/; Secure; HttpOnly", "sgp-1")).toBe(true);
  expect(isRealmCookie("KC_RESTART=x; Path=/realms/frankfurt-1/", "sgp-1")).toBe(false);
  expect(isRealmCookie("KC_RESTART=x; Path=/", "sgp-1")).toBe(false);
  expect(isRealmCookie("KC_RESTART=x; Path=/realms/sgp-1/; Domain=cogrion.com", "sgp-1")).toBe(false);
  expect(isRealmCookie("session=x; Path=/realms/sgp-1/", "sgp-1")).toBe(false);
});

test("the regions seen come back as they were set, and nothing else is believed", () => {
  const seen = ["sgp-1", "frankfurt-1"];
  expect(seenRegionsOf(seenRegionsCookieOf(seen, true).split(";")[0] ?? "")).toEqual(seen);
  for (const forged of ["evil.example", "sgp-1.@x", "a-1.b-1.c-1.d-1.e-1", "../admin"]) {
    expect(seenRegionsOf(`cogrion_regions=${forged}`)).toEqual([]);
  }
});

test("no cookie header injects another header or cookie", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const cookies = upstreamCookiesOf(`KC_RESTART=${text}`) ?? "";
      expect(cookies).toMatch(/^[\x20-\x7e]*$/);
      for (const each of cookies.split("; ").filter(Boolean))
        expect(each).toMatch(/^(?:KC_|KEYCLOAK_|AUTH_SESSION_ID)/);
    }),
  );
});
