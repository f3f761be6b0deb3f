import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyPlace, anyWorkspaceId } from "@cogrion/testing/arbitraries";
import type { WorkspaceId } from "../workspace/id.ts";
import type { Place } from "./hosts.ts";
import {
  delegatedZoneOf,
  parseHost,
  regionalHostOf,
  regionalServices,
  regionDomainOf,
  workspaceHostOf,
  workspaceServices,
} from "./hosts.ts";
import { parseRegionId } from "./region.ts";

const sgp = (environment: Place["environment"]): Place => ({ environment, region: parseRegionId("sgp-1") });
const acme = "w-acme" as WorkspaceId;

it("gives prod no environment label, and every other environment its own", () => {
  expect(regionalHostOf("cplane", sgp("prod"))).toBe("cplane.sgp-1.cogrion.com");
  expect(regionalHostOf("cplane", sgp("dev"))).toBe("cplane.dev.sgp-1.cogrion.com");
  expect(regionDomainOf(sgp("local"))).toBe("local.sgp-1.cogrion.localhost");
  expect(workspaceHostOf("bff", acme, sgp("prod"))).toBe("bff.w-acme.sgp-1.cogrion.com");
  expect(delegatedZoneOf(acme, sgp("dev"))).toBe("w-acme.dev.sgp-1.cogrion.com");
});

describe("parseHost", () => {
  it("reads back every host that is made", () => {
    fc.assert(
      fc.property(anyPlace, anyWorkspaceId, (place, workspaceId) => {
        for (const service of regionalServices) {
          expect(parseHost(regionalHostOf(service, place))).toEqual({ kind: "regional", service, place });
        }
        for (const service of workspaceServices) {
          expect(parseHost(workspaceHostOf(service, workspaceId, place))).toEqual({
            kind: "workspace",
            service,
            workspaceId,
            place,
          });
        }
        expect(parseHost(delegatedZoneOf(workspaceId, place))).toEqual({ kind: "delegated-zone", workspaceId, place });
      }),
    );
  });

  it("accepts only hosts that the naming module creates, letter for letter", () => {
    const labels = fc.constantFrom(
      "auth",
      "bff",
      "app",
      "cplane",
      "w-acme",
      "w-x",
      "dev",
      "prod",
      "local",
      "sgp-1",
      "frankfurt-1",
      "sgp",
      "",
      "W-ACME",
      "com",
      "*",
    );
    const roots = fc.constantFrom(
      "cogrion.com",
      "cogrion.localhost",
      "cogrion.com.",
      "evil.example",
      "xcogrion.com",
      "cogrion.com.evil.example",
    );
    const hosts = fc.tuple(fc.array(labels, { maxLength: 5 }), roots).map(([all, root]) => [...all, root].join("."));
    fc.assert(
      fc.property(hosts, (host) => {
        const parsed = parseHost(host);
        if (parsed === undefined) return;
        const made =
          parsed.kind === "regional"
            ? regionalHostOf(parsed.service, parsed.place)
            : parsed.kind === "workspace"
              ? workspaceHostOf(parsed.service, parsed.workspaceId, parsed.place)
              : delegatedZoneOf(parsed.workspaceId, parsed.place);
        expect(made).toBe(host);
      }),
      { numRuns: 2000 },
    );
  });

  it("takes a workspace named like an environment for a workspace", () => {
    const dev = "w-dev" as WorkspaceId;
    expect(parseHost("w-dev.sgp-1.cogrion.com")).toEqual({
      kind: "delegated-zone",
      workspaceId: dev,
      place: sgp("prod"),
    });
    expect(parseHost("bff.w-dev.dev.sgp-1.cogrion.com")).toMatchObject({ workspaceId: dev, place: sgp("dev") });
  });
});
