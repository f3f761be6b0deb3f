import fc from "fast-check";
import { expect, it } from "vitest";
import { anyPlace, anyRegion } from "@cogrion/testing/arbitraries";
import { bucketOf, bucketPurposes } from "./buckets.ts";
import { isRegionId, parseRegionId } from "./region.ts";

it("takes a city, a hyphen and a number from 1", () => {
  fc.assert(
    fc.property(anyRegion, (region) => {
      expect(parseRegionId(region)).toBe(region);
    }),
  );
  for (const text of [
    "",
    "sgp",
    "sgp-0",
    "sgp-01",
    "SGP-1",
    "sgp_1",
    "-sgp-1",
    "sgp--1",
    "sgp-1-",
    "sgp-1.",
    " sgp-1",
    "sgp-1\n",
    "sgp1",
    "1-1",
    "sgp-1/..",
    `${"a".repeat(62)}-1`,
  ]) {
    expect({ text, isRegion: isRegionId(text) }).toEqual({ text, isRegion: false });
    expect(() => parseRegionId(text)).toThrowError(expect.objectContaining({ code: "region_invalid" }));
  }
});

it("names buckets as S3 allows, apart for each environment, region and purpose", () => {
  fc.assert(
    fc.property(
      anyPlace,
      anyPlace,
      fc.constantFrom(...bucketPurposes),
      fc.constantFrom(...bucketPurposes),
      (one, other, purpose, otherPurpose) => {
        const name = bucketOf(purpose, one);
        expect(name).toMatch(/^cogrion-(dev|prod|local)-[a-z0-9-]+-(artifacts|exports)$/);
        const isSame = one.environment === other.environment && one.region === other.region && purpose === otherPurpose;
        expect(name === bucketOf(otherPurpose, other)).toBe(isSame);
      },
    ),
  );
});
