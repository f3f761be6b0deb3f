import { expect, test } from "vitest";
import { plainNameOf, plainSetOf } from "./record-values.ts";

test.each([
  ["\\052.Example.com.", "*.example.com"],
  ["a\\057b.example.com.", "a/b.example.com"],
  ["a\\056b.example.com.", "a\\056b.example.com"],
])("the name %s is %s", (written, plain) => {
  expect(plainNameOf(written)).toBe(plain);
});

test("a record that another host cannot hold unchanged is listed separately, with the reason", () => {
  const name = { Name: "a.example.com." };
  const values = { TTL: 300, ResourceRecords: [{ Value: "192.0.2.1" }] };
  const alias = { HostedZoneId: "Z1", DNSName: "d111.cloudfront.net.", EvaluateTargetHealth: false };
  expect(plainSetOf({ ...name, Type: "A", AliasTarget: alias })).toMatchObject({ unsupportedReason: "alias" });
  expect(plainSetOf({ ...name, ...values, Type: "A", SetIdentifier: "x", Weight: 1 })).toMatchObject({
    unsupportedReason: "routing_policy",
  });
  expect(plainSetOf({ ...name, ...values, Type: "PTR" })).toMatchObject({
    type: "PTR",
    unsupportedReason: "unknown_type",
  });
});
