import { describe, expect, test } from "vitest";
import { workspaceIdOf } from "../workspace/id.ts";
import type { Place } from "./hosts.ts";
import { longestSlugAt, placeNamesOf, requireNamesThatFit, tooLong, workspaceNamesOf } from "./limits.ts";

const placeOf = (environment: Place["environment"], region: string): Place => ({
  environment,
  region: region as Place["region"],
});
const idOf = (length: number) => workspaceIdOf("x".repeat(length));

describe("the longest slug", () => {
  test.each([
    ["prod", "sgp-1", 32],
    ["dev", "frankfurt-1", 32],
    ["dev", "frankfurt-10", 31],
    ["prod", "rio-de-janeiro-sul-1", 27],
    ["local", "sgp-1", 30],
    ["local", "frankfurt-1", 24],
  ] as const)("in %s/%s has %i characters", (environment, region, longest) => {
    const place = placeOf(environment, region);
    expect(longestSlugAt(place)).toBe(longest);
    expect(() => requireNamesThatFit(idOf(longest), place)).not.toThrow();
  });
});

test("a slug that ACM would reject is rejected when it is given, with the number that fits", () => {
  const place = placeOf("local", "sgp-1");
  expect(() => requireNamesThatFit(idOf(31), place)).toThrow(
    expect.objectContaining({
      code: "workspace_slug_invalid",
      message: expect.stringContaining("at most 30 characters"),
      meta: { max_length: 30 },
    }),
  );
});

test("a region's own names have limits too", () => {
  expect(tooLong(placeNamesOf(placeOf("prod", "sgp-1")))).toBeUndefined();
  const long = `${"saint-".repeat(9)}x-1`;
  expect(tooLong(placeNamesOf(placeOf("prod", long)))?.what).toBe("an S3 bucket");
});

test("a certificate's first name is counted with its wildcard", () => {
  const [first] = workspaceNamesOf(idOf(2), placeOf("prod", "sgp-1"));
  expect(first).toEqual({
    what: "the first name of an ACM certificate",
    name: "*.w-xx.sgp-1.cogrion.com",
    maxOctets: 64,
  });
});
