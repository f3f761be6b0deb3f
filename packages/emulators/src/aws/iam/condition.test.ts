import { describe, expect, it } from "vitest";
import type { Conditions } from "./condition.ts";
import { conditionsHold, contextOf, matchesPattern } from "./condition.ts";

const names = "route53:ChangeResourceRecordSetsNormalizedRecordNames";

type Case = [string, Conditions, Record<string, string | string[]>, boolean];
const holds = (conditions: Conditions, context: Record<string, string | string[]>): boolean =>
  conditionsHold(conditions, contextOf(context), "Allow");

// IAM User Guide, "IAM JSON policy elements: Condition operators" and "Set operators for
// multi-valued context keys".
describe("a condition", () => {
  it.each<Case>([
    ["on an equal value holds", { StringEquals: { "aws:x": "a" } }, { "aws:x": "a" }, true],
    ["on another value does not", { StringEquals: { "aws:x": "a" } }, { "aws:x": "b" }, false],
    ["tells case in values", { StringEquals: { "aws:x": "a" } }, { "aws:x": "A" }, false],
    ["ignores case in values when asked to", { StringEqualsIgnoreCase: { "aws:x": "a" } }, { "aws:x": "A" }, true],
    ["ignores case in keys", { StringEquals: { "AWS:X": "a" } }, { "aws:x": "a" }, true],
    ["on one of several values holds", { StringEquals: { "aws:x": ["a", "b"] } }, { "aws:x": "b" }, true],
    ["on a key that is not there does not hold", { StringEquals: { "aws:x": "a" } }, {}, false],
    ["IfExists holds without the key", { StringEqualsIfExists: { "aws:x": "a" } }, {}, true],
    ["IfExists compares where there is one", { StringEqualsIfExists: { "aws:x": "a" } }, { "aws:x": "b" }, false],
    ["StringEquals takes a star as a star", { StringEquals: { "aws:x": "a*" } }, { "aws:x": "ab" }, false],
    ["StringLike takes a star as a wildcard", { StringLike: { "aws:x": "a*" } }, { "aws:x": "ab" }, true],
    ["StringNotEquals holds for another value", { StringNotEquals: { "aws:x": "a" } }, { "aws:x": "b" }, true],
    ["StringNotEquals holds without the key", { StringNotEquals: { "aws:x": "a" } }, {}, true],
    [
      "StringNotEquals fails for any of its values",
      { StringNotEquals: { "aws:x": ["a", "b"] } },
      { "aws:x": "b" },
      false,
    ],
    ["StringNotLike fails for a match", { StringNotLike: { "aws:x": "a*" } }, { "aws:x": "ab" }, false],
    [
      "ArnLike takes wildcards",
      { ArnLike: { "aws:x": "arn:aws:iam::*:role/r" } },
      { "aws:x": "arn:aws:iam::1:role/r" },
      true,
    ],
    ["Bool compares", { Bool: { "aws:SecureTransport": "true" } }, { "aws:SecureTransport": "true" }, true],
    ["Null true holds without the key", { Null: { "aws:x": "true" } }, {}, true],
    ["Null false asks for the key", { Null: { "aws:x": "false" } }, {}, false],
    ["needs all its keys", { StringEquals: { "aws:x": "a", "aws:y": "b" } }, { "aws:x": "a" }, false],
    [
      "needs all its operators",
      { StringEquals: { "aws:x": "a" }, Null: { "aws:y": "false" } },
      { "aws:x": "a" },
      false,
    ],
    ["that is not understood does not hold", { NumericLessThan: { "aws:x": "1" } }, { "aws:x": "0" }, false],
  ])("%s", (_, conditions, context, expected) => {
    expect(holds(conditions, context)).toBe(expected);
  });
});

describe("a condition on several values", () => {
  it.each<Case>([
    [
      "ForAllValues holds when each matches",
      { "ForAllValues:StringLike": { [names]: "*.z" } },
      { [names]: ["a.z", "b.z"] },
      true,
    ],
    [
      "ForAllValues fails when one does not",
      { "ForAllValues:StringLike": { [names]: "*.z" } },
      { [names]: ["a.z", "b.y"] },
      false,
    ],
    ["ForAllValues holds without the key", { "ForAllValues:StringEquals": { [names]: "a.z" } }, {}, true],
    [
      "ForAnyValue holds when one matches",
      { "ForAnyValue:StringEquals": { [names]: "a.z" } },
      { [names]: ["b.z", "a.z"] },
      true,
    ],
    [
      "ForAnyValue fails when none does",
      { "ForAnyValue:StringEquals": { [names]: "a.z" } },
      { [names]: ["b.z"] },
      false,
    ],
    ["ForAnyValue fails without the key", { "ForAnyValue:StringEquals": { [names]: "a.z" } }, {}, false],
    ["ForAnyValue:Not fails without the key", { "ForAnyValue:StringNotEquals": { [names]: "a.z" } }, {}, false],
    [
      "a negation without a quantifier fails when one is equal",
      { StringNotEquals: { [names]: "a.z" } },
      { [names]: ["b.z", "a.z"] },
      false,
    ],
  ])("%s", (_, conditions, context, expected) => {
    expect(holds(conditions, context)).toBe(expected);
  });
});

it.each([
  ["a*c", "abbc", true],
  ["a*c", "ac", true],
  ["a?c", "ac", false],
  ["a.c", "abc", false],
  ["*.zone", "x.zone.evil", false],
  ["(a|b)", "a", false],
  ["a*", "a\nb", true],
  ["[a]$^+\\", "[a]$^+\\", true],
])("pattern %j and text %j: %s", (pattern, text, expected) => {
  expect(matchesPattern(pattern, text)).toBe(expected);
});
