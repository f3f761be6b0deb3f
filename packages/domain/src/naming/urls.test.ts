import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyPlace, anyWorkspaceId } from "@cogrion/testing/arbitraries";
import type { WorkspaceId } from "../workspace/id.ts";
import { delegatedZoneOf, workspaceServices } from "./hosts.ts";
import { parseRegionId } from "./region.ts";
import { dashboardHostOf, globalAuthHostOf, isUrlWithinZone, redirectUrisOf, workspaceUrlOf } from "./urls.ts";

const acme = "w-acme" as WorkspaceId;
const region = parseRegionId("sgp-1");

it("names the global hosts", () => {
  expect([dashboardHostOf("prod"), dashboardHostOf("dev")]).toEqual(["app.cogrion.com", "app.dev.cogrion.com"]);
  expect([globalAuthHostOf("prod"), globalAuthHostOf("dev")]).toEqual(["auth.cogrion.com", "auth.dev.cogrion.com"]);
});

it("gives each service host a redirect URI of its own, and no wildcard in a host", () => {
  expect(redirectUrisOf(acme, { environment: "prod", region })).toEqual([
    "https://bff.w-acme.sgp-1.cogrion.com/bff/callback",
    "https://app.w-acme.sgp-1.cogrion.com/bff/callback",
  ]);
  expect(redirectUrisOf(acme, { environment: "local", region }, { localBffPort: 3011 })[0]).toBe(
    "http://bff.w-acme.local.sgp-1.cogrion.localhost:3011/bff/callback",
  );
});

describe("isUrlWithinZone", () => {
  it("takes every URL that we give a workspace, for that workspace and for no other", () => {
    fc.assert(
      fc.property(
        anyPlace,
        anyWorkspaceId,
        anyWorkspaceId,
        fc.constantFrom(...workspaceServices),
        (place, id, other, service) => {
          const url = workspaceUrlOf(service, id, place);
          expect(isUrlWithinZone(url, delegatedZoneOf(id, place), place.environment)).toBe(true);
          if (id !== other) expect(isUrlWithinZone(url, delegatedZoneOf(other, place), place.environment)).toBe(false);
        },
      ),
    );
  });

  const zone = "w-acme.sgp-1.cogrion.com";
  it.each([`https://bff.${zone}`, `https://a.b.c.${zone}`, `https://bff-2.${zone}`])("takes %s", (url) => {
    expect(isUrlWithinZone(url, zone, "prod")).toBe(true);
  });

  it.each([
    ["the zone itself", `https://${zone}`],
    ["another workspace", "https://bff.w-other.sgp-1.cogrion.com"],
    ["a longer id", "https://bff.xw-acme.sgp-1.cogrion.com"],
    ["a look-alike suffix", `https://bff.${zone}.evil.example`],
    ["a zone in a longer label", `https://bff-${zone}`],
    ["plain http", `http://bff.${zone}`],
    ["another scheme", `ftp://bff.${zone}`],
    ["no host", "https:///"],
    ["javascript", `javascript:alert("bff.${zone}")`],
    ["a port", `https://bff.${zone}:8443`],
    ["the default port, written", `https://bff.${zone}:443`],
    ["a trailing slash", `https://bff.${zone}/`],
    ["a path", `https://bff.${zone}/x`],
    ["a query", `https://bff.${zone}?x`],
    ["a fragment", `https://bff.${zone}#x`],
    ["user info", `https://user@bff.${zone}`],
    ["user info that looks like the host", `https://bff.${zone}@evil.example`],
    ["a backslash", `https://evil.example\\bff.${zone}`],
    ["a trailing dot", `https://bff.${zone}.`],
    ["an empty label", `https://bff..${zone}`],
    ["a leading dot", `https://.${zone}`],
    ["upper case", `https://BFF.${zone}`],
    ["upper-case scheme", `HTTPS://bff.${zone}`],
    ["a percent escape", `https://%62ff.${zone}`],
    ["an escaped dot", `https://evil.example%2ebff.${zone}`],
    ["a full-width dot", `https://bff\uFF0E${zone}`],
    ["a full-width letter", `https://\uFF42ff.${zone}`],
    ["a soft hyphen", `https://b\u00ADff.${zone}`],
    ["a tab", `https://bff\t.${zone}`],
    ["a line feed", `https://bff.${zone}\n`],
    ["a leading blank", ` https://bff.${zone}`],
    ["a wildcard", `https://*.${zone}`],
    ["an underscore", `https://a_b.${zone}`],
    ["other characters that URL allows in a host", `https://a!$&'()+,;=.${zone}`],
    ["a label that begins with a hyphen", `https://-bff.${zone}`],
    ["a label of 64 characters", `https://${"a".repeat(64)}.${zone}`],
    ["an address", "https://127.0.0.1"],
    ["an IPv6 address", "https://[::1]"],
    ["a relative URL", `//bff.${zone}`],
    ["no URL", "bff"],
    ["nothing", ""],
  ])("refuses %s", (_, url) => {
    expect(isUrlWithinZone(url, zone, "prod")).toBe(false);
    expect(isUrlWithinZone(url, zone, "dev")).toBe(false);
  });

  it("takes plain http and a port in the local stack only", () => {
    const local = "w-acme.local.sgp-1.cogrion.localhost";
    const url = `http://bff.${local}:3001`;
    expect(isUrlWithinZone(url, local, "local")).toBe(true);
    expect(isUrlWithinZone(url, local, "dev")).toBe(false);
    expect(isUrlWithinZone(`ftp://bff.${local}:3001`, local, "local")).toBe(false);
    expect(isUrlWithinZone(`http://user@bff.${local}:3001`, local, "local")).toBe(false);
  });

  it("never takes what a parser of URLs would send to another host", () => {
    const pieces = fc.constantFrom(
      "https://",
      "http://",
      "bff",
      ".",
      zone,
      "@",
      "/",
      "\\",
      "#",
      "?",
      ":",
      "%2e",
      "evil.example",
      "*",
      "\t",
      "A",
      "::",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const url = parts.join("");
        if (!isUrlWithinZone(url, zone, "prod")) return;
        const parsed = new URL(url);
        expect(parsed.protocol).toBe("https:");
        expect(parsed.hostname.endsWith(`.${zone}`)).toBe(true);
        expect(`${parsed.username}${parsed.password}${parsed.port}${parsed.search}${parsed.hash}`).toBe("");
      }),
      { numRuns: 5000 },
    );
  });
});
