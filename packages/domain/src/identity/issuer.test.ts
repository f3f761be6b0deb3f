import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { environments } from "../naming/environment.ts";
import { anyPlace } from "@cogrion/testing/arbitraries";
import { issuerOf, trustedRegionOf } from "./issuer.ts";

it("trusts every region of its own environment, even one that is not configured", () => {
  fc.assert(
    fc.property(anyPlace, (place) => {
      expect(trustedRegionOf(issuerOf(place), place.environment)).toBe(place.region);
    }),
  );
});

it("trusts no region of another environment", () => {
  fc.assert(
    fc.property(anyPlace, fc.constantFrom(...environments), (place, environment) => {
      if (environment !== place.environment) expect(trustedRegionOf(issuerOf(place), environment)).toBeUndefined();
    }),
  );
});

describe("in prod, refuses", () => {
  const good = "https://auth.sgp-1.cogrion.com/realms/sgp-1";
  it("nothing of the one good spelling", () => {
    expect(trustedRegionOf(good, "prod")).toBe("sgp-1");
  });

  it.each([
    ["a host below a client's zone", "https://auth.w-x.sgp-1.cogrion.com/realms/sgp-1"],
    ["a host below a client's zone, with its realm", "https://auth.w-x.sgp-1.cogrion.com/realms/w-x.sgp-1"],
    ["a client's zone named like the service", "https://auth.w-auth.sgp-1.cogrion.com/realms/sgp-1"],
    ["the dev environment", "https://auth.dev.sgp-1.cogrion.com/realms/sgp-1"],
    ["a realm of another region", "https://auth.sgp-1.cogrion.com/realms/frankfurt-1"],
    ["the master realm", "https://auth.sgp-1.cogrion.com/realms/master"],
    ["an alias of a region", "https://auth.fra.cogrion.com/realms/fra"],
    ["the global host", "https://auth.cogrion.com/realms/sgp-1"],
    ["plain http", "http://auth.sgp-1.cogrion.com/realms/sgp-1"],
    ["a port", "https://auth.sgp-1.cogrion.com:443/realms/sgp-1"],
    ["another port", "https://auth.sgp-1.cogrion.com:8443/realms/sgp-1"],
    ["user info", "https://x@auth.sgp-1.cogrion.com/realms/sgp-1"],
    ["user info that looks like the host", "https://auth.sgp-1.cogrion.com@evil.example/realms/sgp-1"],
    ["a trailing dot", "https://auth.sgp-1.cogrion.com./realms/sgp-1"],
    ["a trailing slash", `${good}/`],
    ["a query", `${good}?x=/realms/sgp-1`],
    ["a fragment", `${good}#/realms/sgp-1`],
    ["a dot segment", "https://auth.sgp-1.cogrion.com/realms/master/../sgp-1"],
    ["a double slash", "https://auth.sgp-1.cogrion.com//realms/sgp-1"],
    ["an escaped slash", "https://auth.sgp-1.cogrion.com/realms%2Fsgp-1"],
    ["an escaped letter", "https://auth.sgp-1.cogrion.com/realms/%73gp-1"],
    ["upper case in the host", "https://AUTH.sgp-1.cogrion.com/realms/sgp-1"],
    ["upper case in the realm", "https://auth.sgp-1.cogrion.com/realms/SGP-1"],
    ["an upper-case scheme", "HTTPS://auth.sgp-1.cogrion.com/realms/sgp-1"],
    ["a suffix domain", "https://auth.sgp-1.cogrion.com.evil.example/realms/sgp-1"],
    ["a prefix domain", "https://evilauth.sgp-1.cogrion.com/realms/sgp-1"],
    ["another root", "https://auth.sgp-1.cogrion.co/realms/sgp-1"],
    ["a full-width letter", "https://\uFF41uth.sgp-1.cogrion.com/realms/sgp-1"],
    ["a Cyrillic letter", "https://\u0430uth.sgp-1.cogrion.com/realms/sgp-1"],
    ["a full-width dot", "https://auth\uFF0Esgp-1.cogrion.com/realms/sgp-1"],
    ["a line feed", `${good}\n`],
    ["a leading blank", ` ${good}`],
    ["a NUL", `${good}\0`],
    ["a backslash", "https:\\\\auth.sgp-1.cogrion.com/realms/sgp-1"],
    ["the local stack's", "http://localhost:8080/realms/sgp-1"],
    ["an address", "https://127.0.0.1/realms/sgp-1"],
    ["nothing", ""],
    ["a very long one", `https://auth.${"a".repeat(400)}-1.cogrion.com/realms/${"a".repeat(400)}-1`],
  ])("%s", (_, issuer) => {
    expect(trustedRegionOf(issuer, "prod")).toBeUndefined();
  });
});

describe("in the local stack", () => {
  it.each(["http://localhost:8080/realms/sgp-1", "http://127.0.0.1:18080/realms/sgp-1"])("trusts %s", (issuer) => {
    expect(trustedRegionOf(issuer, "local")).toBe("sgp-1");
  });
  it.each([
    "http://localhost/realms/sgp-1",
    "http://evil.example:8080/realms/sgp-1",
    "http://localhost.evil.example:8080/realms/sgp-1",
    "http://localhost:8080@evil.example/realms/sgp-1",
    "http://x@localhost:8080/realms/sgp-1",
    "http://localhost:8080/realms/master",
    "http://localhost:8080/realms/sgp-1/",
    "http://localhost:8080/realms/sgp-1\n",
    "http://localhost:0/realms/sgp-1",
    "https://auth.sgp-1.cogrion.com/realms/sgp-1",
  ])("refuses %j", (issuer) => {
    expect(trustedRegionOf(issuer, "local")).toBeUndefined();
  });
});
