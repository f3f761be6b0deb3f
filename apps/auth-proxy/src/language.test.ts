import fc from "fast-check";
import { expect, test } from "vitest";
import { languageOf } from "./language.ts";

const ours = ["en", "de", "zh"] as const;

test.each([
  [null, "en"],
  ["", "en"],
  ["de", "de"],
  ["de-AT", "de"],
  ["DE-at, en;q=0.9", "de"],
  ["en;q=0.8, de;q=0.9", "de"],
  ["fr, de;q=0.1", "de"],
  ["zh-Hans-CN", "zh"],
  ["nl-BE, de;q=0.5", "de"],
  ["de-x-private", "de"],
  ["*", "en"],
  ["en;q=0, *", "de"],
  ["de;q=0, fr", "en"],
  ["fr;q=1.5, de;q=0.1", "de"],
  ["de;q=0.5;x=1", "de"],
  ["pt-BR", "en"],
  ["<script>, de", "de"],
])("for %j it is %s", (header, language) => {
  expect(languageOf(header, ours)).toBe(language);
});

test("whatever the header, the result is one of our languages", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => ours.includes(languageOf(text, ours))));
});
