import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const repository = join(import.meta.dirname, "..", "..");
const read = (file: string): string => readFileSync(join(repository, file), "utf8");

/** The first column of the table "Do not write" of the style guide. */
const phrases = read("docs/style.md")
  .split("## Do not write")[1]!
  .split("\n## ")[0]!
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .flatMap((line) => [...line.split("|")[1]!.matchAll(/`([^`]+)`/g)])
  .map(([, phrase = ""]) => phrase);

/** What may separate two words: a comment may be wrapped between them. */
const gap = String.raw`[\s*/#]+`;
/** "no longer" is plain English, whatever precedes it. */
const worded = new RegExp(
  `\\b(?:${phrases.map((phrase) => phrase.replaceAll(" ", gap)).join("|")})\\b(?!${gap}longer\\b)`,
  "gi",
);

const findingsIn = (text: string): string[] => [...text.matchAll(worded)].map(([found]) => found);

const files = globSync(
  [
    "{apps,packages,tools,tests,bench,infra,docs,openapi}/**/*.{ts,tsx,md,yaml,yml,sh,tf,sql,html,css,json}",
    "*.md",
    "cogrion",
  ],
  { cwd: repository, exclude: (path) => /node_modules|package-lock\.json/.test(path) },
).filter((file) => file !== "docs/style.md" && file !== "tests/unit/language.test.ts");

test("the list of phrases is read, and found also across a line of a comment", () => {
  expect(phrases).toEqual(expect.arrayContaining(["anew", "whoever", "is away", "is no file"]));
  expect(findingsIn("// Asked anew by whoever\n// is no\n   * file. The host is\n// away.")).toHaveLength(4);
  expect(findingsIn("There is no filename, and the amendment is awaited. Which is no longer so.")).toEqual([]);
});

test("no text has a phrase that the style guide rules out", () => {
  expect(files.length).toBeGreaterThan(700);
  const found = files.flatMap((file) => findingsIn(read(file)).map((finding) => `${file}: ${finding}`));
  expect(found).toEqual([]);
});
