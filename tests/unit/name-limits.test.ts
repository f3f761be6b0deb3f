import { join } from "node:path";
import { readRegionFile } from "@cogrion/config/region-file";
import type { Place } from "@cogrion/domain";
import { environments, generatedSlugOf, longestSlugAt, placeNamesOf, tooLong } from "@cogrion/domain";
import { expect, test } from "vitest";

const file = readRegionFile(join(import.meta.dirname, "..", ".."));
const regions = [
  ...new Set(Object.values(file.environments).flatMap((environment) => Object.keys(environment.regions))),
];

// A region that is added to one environment comes to the others sooner or later, so each is tested
// in all of them.
const places = regions.flatMap((region) =>
  environments.map((environment) => ({ environment, region: region as Place["region"] })),
);

test.each(places)("the names of $region in $environment fit where they are stored", (place) => {
  expect(tooLong(placeNamesOf(place))).toBeUndefined();
});

test.each(places)(
  "a generated slug fits in $region in $environment, and so does a usable one that is chosen",
  (place) => {
    expect(longestSlugAt(place)).toBeGreaterThanOrEqual(generatedSlugOf(new Uint8Array(10)).length);
    expect(longestSlugAt(place)).toBeGreaterThanOrEqual(20);
  },
);
