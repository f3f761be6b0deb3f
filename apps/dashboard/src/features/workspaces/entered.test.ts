import type { Place, RegionId } from "@cogrion/domain";
import { expect, test } from "vitest";
import { awsAccountOf, groupedAccountOf, slugFaultOf } from "./entered.ts";

const place: Place = { environment: "local", region: "sgp-1" as RegionId };

test.each([
  ["", undefined],
  ["acme", undefined],
  ["a", "2 to"],
  ["x".repeat(31), "at most 30"],
  ["-acme", "2 to"],
  ["Acme", "2 to"],
  ["paypal-login", "reserved"],
])("the slug %j", (slug, fault) => {
  if (fault === undefined) expect(slugFaultOf(slug, place)).toBeUndefined();
  else expect(slugFaultOf(slug, place)).toContain(fault);
});

test.each([
  ["222222222222", "222222222222"],
  ["2222-2222-2222", "222222222222"],
  [" arn:aws:iam::222222222222:role/admin ", "222222222222"],
  ["22 22", "2222"],
  ["no digits", ""],
])("the AWS account of %j", (typed, digits) => {
  expect(awsAccountOf(typed)).toBe(digits);
});

test("an account is grouped as the AWS console shows it, also while it is being typed", () => {
  expect(["", "2222", "22223", "222233334444"].map(groupedAccountOf)).toEqual(["", "2222", "2222-3", "2222-3333-4444"]);
});
