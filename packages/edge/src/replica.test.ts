import { expect, test } from "vitest";
import { nearestReplicaOf, replicaList } from "./replica.ts";

const list = "ap-southeast-1,eu-central-1,eu-west-1";

test.each([
  ["its own", "eu-west-1", "eu-west-1"],
  ["the first on its continent", "eu-north-1", "eu-central-1"],
  ["the first on its continent, not one whose name only begins alike", "ap-south-1", "ap-southeast-1"],
  ["the first, from a continent without one", "us-east-1", "ap-southeast-1"],
  ["the first, where nothing says where this is", undefined, "ap-southeast-1"],
])("a function asks %s", (_name, here, replica) => {
  expect(nearestReplicaOf(list, here)).toBe(replica);
});

test("without a list the function's own region stands, as the SDK reads it", () => {
  expect(nearestReplicaOf(undefined, "eu-west-1")).toBeUndefined();
});

test("a list is of AWS regions, without blanks", () => {
  expect(replicaList.test(list)).toBe(true);
  for (const wrong of ["", "sgp-1", "eu-west-1,", "eu-west-1, eu-central-1", "eu-west-1;eu-central-1"])
    expect([wrong, replicaList.test(wrong)]).toEqual([wrong, false]);
});
