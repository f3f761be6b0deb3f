import { hash } from "node:crypto";
import type { RegionId } from "@cogrion/domain";
import { expect, test } from "vitest";
import { createRegionTokenCheck } from "./inter-region.ts";

const current = "c".repeat(43);
const next = "n".repeat(43);
const tokyos = "t".repeat(43);
const sha256 = (text: string): string => hash("sha256", text);
const frankfurt = "frankfurt-1" as RegionId;
const tokyo = "tokyo-1" as RegionId;
const hashes = { [frankfurt]: [sha256(current), sha256(next)], [tokyo]: [sha256(tokyos)] };

test("two tokens are in force at once, so that they can be rotated without a gap", () => {
  const regionOf = createRegionTokenCheck(hashes);
  expect([regionOf(current), regionOf(next)]).toEqual([frankfurt, frankfurt]);
  expect(createRegionTokenCheck({ [frankfurt]: [sha256(next)] })(current)).toBeUndefined();
});

test("a token says which region it belongs to", () => {
  expect(createRegionTokenCheck(hashes)(tokyos)).toBe(tokyo);
});

test.each([
  ["one byte", `${"c".repeat(42)}d`],
  ["one byte less", "c".repeat(42)],
  ["one byte more", "c".repeat(44)],
  ["nothing", ""],
  ["both at once", `${current}${next}`],
  ["case", current.toUpperCase()],
  ["its hash", sha256(current)],
])("a token wrong by %s is refused", (_, given) => {
  expect(createRegionTokenCheck(hashes)(given)).toBeUndefined();
});

test("no token in force refuses all, the empty one too", () => {
  expect(createRegionTokenCheck({})("")).toBeUndefined();
});
