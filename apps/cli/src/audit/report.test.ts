import { expect, test } from "vitest";
import type { CheckedExport } from "./check-export.ts";
import { textOfVerdict, verdictOf } from "./report.ts";

const exported = (changes: Partial<CheckedExport> = {}): CheckedExport => ({
  accountId: "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10",
  events: 2,
  head: { accountId: undefined, sequence: 4, hash: "" },
  fault: undefined,
  isFiltered: false,
  unprovenAnchors: 0,
  ...changes,
});
const verdictOfOne = (changes: Partial<CheckedExport> = {}) => {
  const one = exported(changes);
  return verdictOf([one], one);
};

test("what was not proven is named, and never called sound", () => {
  expect(verdictOfOne()).toMatchObject({ is_sound: true, unproven: [] });
  expect(verdictOfOne({ isFiltered: true })).toMatchObject({ is_sound: null, unproven: ["completeness"] });
  const verdict = verdictOfOne({ isFiltered: true, unprovenAnchors: 1 });
  expect(verdict).toMatchObject({ is_sound: null, unproven: ["completeness", "anchors"] });
  expect(textOfVerdict(verdict)).toMatch(/not proven:\n- that no event is missing.*\n- .*anchor/);
});

test("a broken chain is not sound, filtered or not", () => {
  const fault = { kind: "filtered", sequence: 0, eventId: undefined, detail: "as it is" } as const;
  for (const isFiltered of [true, false]) expect(verdictOfOne({ isFiltered, fault }).is_sound).toBe(false);
});
