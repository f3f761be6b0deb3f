import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RouteEntry } from "@cogrion/domain/workspace/tenant-route";
import type { RoutePair } from "./route-pair.ts";
import { routeDifferenceOf, routeRepairOf } from "./route-pair.ts";

const workspaceId = "w-acme";
const live = (version: number, service = "bff"): RouteEntry => ({
  workspaceId,
  version,
  state: "live",
  route: { region: "sgp-1" as never, bff_url: `https://${service}.w-acme.sgp-1.cogrion.com` },
});
const deleted = (version: number): RouteEntry => ({ workspaceId, version, state: "deleted" });
const damaged = (version: number): RouteEntry => ({ workspaceId, version, state: "damaged" });

const version = fc.integer({ min: 0, max: 4 });
const anyLive = fc.tuple(version, fc.constantFrom("bff", "app")).map(([at, service]) => live(at, service));
const nothing = fc.constant(undefined);
const anyPair: fc.Arbitrary<RoutePair> = fc.record({
  kv: fc.oneof(anyLive, version.map(damaged), nothing),
  dynamodb: fc.oneof(anyLive, version.map(deleted), version.map(damaged), nothing),
});

/**
 * As the stores accept a write: Workers KV forgets deleted entries, and DynamoDB rejects older
 * ones.
 */
const written = (pair: RoutePair, { store, entry }: NonNullable<ReturnType<typeof routeRepairOf>>): RoutePair => {
  if (store === "cloudflare-kv") return { ...pair, kv: entry.state === "deleted" ? undefined : entry };
  return (pair.dynamodb?.version ?? 0) <= entry.version ? { ...pair, dynamodb: entry } : pair;
};

describe("a repair", () => {
  test("leaves no difference, and nothing to repair, wherever one of the two is sound and none is newer and damaged", () => {
    fc.assert(
      fc.property(anyPair, (pair) => {
        const repair = routeRepairOf(pair);
        if (repair === undefined) return;
        // DynamoDB itself rejects a damaged entry that is newer; a person has to check it.
        fc.pre(pair.dynamodb?.state !== "damaged" || pair.dynamodb.version <= repair.entry.version);
        const after = written(pair, repair);
        expect(routeDifferenceOf(after)).toBeUndefined();
        expect(routeRepairOf(after)).toBeUndefined();
      }),
    );
  });

  test("never puts an older version in the place of a newer one", () => {
    fc.assert(
      fc.property(anyPair, (pair) => {
        const repair = routeRepairOf(pair);
        const replaced = repair?.store === "dynamodb" ? pair.dynamodb : pair.kv;
        if (repair === undefined || replaced === undefined || replaced.state === "damaged") return;
        expect(repair.entry.version).toBeGreaterThanOrEqual(replaced.version);
      }),
    );
  });
});

test.each<[string, RoutePair, ReturnType<typeof routeDifferenceOf>]>([
  ["the same", { kv: live(2), dynamodb: live(2) }, undefined],
  ["in neither", { kv: undefined, dynamodb: undefined }, undefined],
  ["deleted in both", { kv: undefined, dynamodb: deleted(3) }, undefined],
  ["only in KV", { kv: live(1), dynamodb: undefined }, "missing"],
  ["only in DynamoDB", { kv: undefined, dynamodb: live(1) }, "missing"],
  ["deleted in DynamoDB alone", { kv: live(1), dynamodb: deleted(2) }, "missing"],
  ["of another value", { kv: live(1), dynamodb: live(1, "app") }, "different"],
  ["of another version", { kv: live(1), dynamodb: live(2) }, "version"],
  ["damaged in KV", { kv: damaged(0), dynamodb: live(2) }, "damaged"],
  ["damaged in DynamoDB", { kv: live(2), dynamodb: damaged(2) }, "damaged"],
])("%s", (_, pair, difference) => {
  expect(routeDifferenceOf(pair)).toBe(difference);
});

test("with one version on both sides DynamoDB's holds, and damage on both sides is left for a person", () => {
  expect(routeRepairOf({ kv: live(1), dynamodb: live(1, "app") })).toEqual({
    store: "cloudflare-kv",
    entry: live(1, "app"),
  });
  expect(routeRepairOf({ kv: damaged(1), dynamodb: damaged(1) })).toBeUndefined();
});
