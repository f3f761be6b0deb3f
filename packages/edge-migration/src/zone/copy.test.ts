import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DnsChange } from "@cogrion/domain/ports/dns-records";
import type { DnsRecordSet, DnsZoneContent } from "@cogrion/domain/dns/record-set";
import { zoneChangesOf, zoneDifferencesOf, zoneObstaclesOf } from "./copy.ts";

const zone = "example.com";
const content = (...recordSets: DnsRecordSet[]): DnsZoneContent => ({ recordSets, unsupported: [] });
const set = (name: string, type: DnsRecordSet["type"], ...values: string[]): DnsRecordSet => ({
  name,
  type,
  ttlSeconds: 300,
  values,
});
const alias = { name: zone, type: "A", unsupportedReason: "alias" as const, values: ["d111.cloudfront.net"] };

const anyContent = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom("a.example.com", "b.example.com", "*.example.com", "c.b.example.com"),
      type: fc.constantFrom("A", "TXT", "CNAME") as fc.Arbitrary<DnsRecordSet["type"]>,
      ttlSeconds: fc.constantFrom(60, 300),
      values: fc.uniqueArray(fc.constantFrom("x.example.net", "y.example.net"), { minLength: 1 }),
    }),
    { selector: ({ name, type }) => `${name} ${type}` },
  )
  .map((sets) =>
    // As DNS hosts store them: a CNAME has no other records beside it.
    content(...sets.filter((each) => each.type !== "CNAME" || !sets.some((s) => s !== each && s.name === each.name))),
  );

const applied = (held: DnsZoneContent, groups: DnsChange[][]): DnsZoneContent => {
  const sets = new Map(held.recordSets.map((each) => [`${each.name} ${each.type}`, each]));
  for (const change of groups.flat()) {
    if ("put" in change) sets.set(`${change.put.name} ${change.put.type}`, change.put);
    else sets.delete(`${change.remove.name} ${change.remove.type}`);
  }
  return content(...sets.values());
};

describe("copying a zone", () => {
  test("leaves no difference except what only the target had, and a repetition changes nothing", () => {
    fc.assert(
      fc.property(anyContent, anyContent, (source, before) => {
        const after = applied(before, zoneChangesOf(source, before, zone));
        expect(zoneDifferencesOf(source, after, zone).filter(({ state }) => state !== "surplus")).toEqual([]);
        expect(zoneChangesOf(source, after, zone)).toEqual([]);
        for (const { name, type } of after.recordSets) {
          const isAlone = !after.recordSets.some((other) => other.name === name && other.type !== type);
          expect(type !== "CNAME" || isAlone).toBe(true);
        }
      }),
    );
  });

  test("touches no name that is the same", () => {
    fc.assert(
      fc.property(anyContent, (source) => {
        expect(zoneChangesOf(source, source, zone)).toEqual([]);
      }),
    );
  });
});

test.each<[string, DnsRecordSet]>([
  ["proxied", { ...set("auth.example.com", "A", "192.0.2.1"), isProxied: true }],
  ["apex_cname", set(zone, "CNAME", "edge.example.net")],
  ["cloudflare_target", set("app.example.com", "CNAME", "dashboard.pages.dev")],
  ["wildcard_ns", set("*.example.com", "NS", "ns.example.net")],
])("%s is an obstacle, and is not copied", (reason, each) => {
  expect(zoneObstaclesOf(content(each), content(), zone)).toMatchObject([{ name: each.name, reason }]);
  expect(zoneChangesOf(content(each), content(), zone)).toEqual([]);
});

test("a type that is not copied is an obstacle; an alias made by hand stands for the flattened CNAME", () => {
  const loc = { name: "a.example.com", type: "LOC", unsupportedReason: "unknown_type" as const, values: [] };
  expect(zoneObstaclesOf({ recordSets: [], unsupported: [loc] }, content(), zone)).toHaveLength(1);
  const source = content(set(zone, "CNAME", "edge.example.net"));
  const target = { recordSets: [], unsupported: [alias] };
  expect(zoneObstaclesOf(source, target, zone)).toEqual([]);
  expect(zoneDifferencesOf(source, target, zone)).toEqual([]);
});

test("what only the target holds is a difference, and stays", () => {
  const target = content(set("new.example.com", "A", "192.0.2.1"));
  expect(zoneDifferencesOf(content(), target, zone)).toEqual([
    { name: "new.example.com", type: "A", state: "surplus" },
  ]);
  expect(zoneChangesOf(content(), target, zone)).toEqual([]);
});
