import { expect, test } from "vitest";
import { cacheBehaviors } from "./cloudfront.ts";

test("every behaviour, the default one first, runs the function and refuses plain http", () => {
  const { default: fallback, ordered } = cacheBehaviors();
  expect(fallback).toMatchObject({ CachePolicyName: "Managed-CachingDisabled" });
  expect(ordered.map(({ PathPattern }) => PathPattern)).toEqual([
    "/resources/*/login/*",
    "/resources/*/common/*",
    "/resources/*/account-common/*",
  ]);
  for (const each of [fallback, ...ordered]) {
    expect(each).toMatchObject({
      ViewerProtocolPolicy: "https-only",
      LambdaFunctionAssociations: [{ EventType: "origin-request" }],
    });
  }
});
