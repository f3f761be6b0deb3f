import { expect, test } from "vitest";
import { createInterRegionTokenCheck } from "./inter-region.ts";

const current = "c".repeat(43);
const next = "n".repeat(43);

test("two tokens are in force at once, so that they can be rotated without a gap", () => {
  const isInForce = createInterRegionTokenCheck([current, next]);
  expect([isInForce(current), isInForce(next)]).toEqual([true, true]);
  expect(createInterRegionTokenCheck([next])(current)).toBe(false);
});

test.each([
  ["one byte", `${"c".repeat(42)}d`],
  ["one byte less", "c".repeat(42)],
  ["one byte more", "c".repeat(44)],
  ["nothing", ""],
  ["both at once", `${current}${next}`],
  ["case", current.toUpperCase()],
])("a token wrong by %s is refused", (_, given) => {
  expect(createInterRegionTokenCheck([current, next])(given)).toBe(false);
});

test("no token in force refuses all, the empty one too", () => {
  expect(createInterRegionTokenCheck([])("")).toBe(false);
});
