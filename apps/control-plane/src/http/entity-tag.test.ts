import { expect, test } from "vitest";
import { entityTagOf, isNoneMatchFailing, versionDemandedBy } from "./entity-tag.ts";

test("the tag that was given demands its version", () => {
  expect(versionDemandedBy(entityTagOf(7))).toBe(7);
});

test.each([
  ["no header", undefined],
  ["a star", "*"],
])("%s demands nothing", (_, header) => {
  expect(versionDemandedBy(header)).toBeUndefined();
});

test.each(['W/"7"', '"abc"', '""', '"-1"', '"1e3"', '"99999999999999999999"'])(
  "%s demands a version that there never is",
  (header) => {
    expect(versionDemandedBy(header)).toBe(-1);
  },
);

test("If-None-Match compares weakly, over a list", () => {
  expect(['"7"', 'W/"7"', '"1", "7"', "*"].map((header) => isNoneMatchFailing(header, '"7"'))).toEqual(
    Array(4).fill(true),
  );
  expect([undefined, '"8"', "7", ""].map((header) => isNoneMatchFailing(header, '"7"'))).toEqual(Array(4).fill(false));
});
