import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorCodes, hintCodes } from "@cogrion/domain";
import { edgeErrors } from "@cogrion/edge/problem";
import { expect, test } from "vitest";

const repository = join(import.meta.dirname, "..", "..");
const read = (file: string): string => readFileSync(join(repository, file), "utf8");

const edgeCodes = Object.keys(edgeErrors).filter((code) => !(code in errorCodes));

test("each error and each hint has a section that says what to do next, and no section is left over", () => {
  const sections = read("docs/errors.md")
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split("\n")[0] ?? "", section] as const);
  expect(sections.map(([code]) => code)).toEqual([...Object.keys(errorCodes), ...edgeCodes, ...hintCodes]);
  for (const [code, section] of sections) expect([code, section.includes("**Next:**")]).toEqual([code, true]);
  for (const [code, section] of sections) expect([code, section.includes("**Whose turn:**")]).toEqual([code, true]);
});

test("each error's section has its status and title", () => {
  const text = read("docs/errors.md");
  for (const [code, { status, title }] of Object.entries(errorCodes))
    expect(text).toContain(`## ${code}\n\n${status}. ${title}.`);
});

test("an error of the edge is the API's of that code, or has a section with its status and title", () => {
  const text = read("docs/errors.md");
  for (const [code, [status, title]] of Object.entries(edgeErrors)) {
    if (edgeCodes.includes(code)) expect(text).toContain(`## ${code}\n\n${status}. ${title}.`);
    else expect(errorCodes).toHaveProperty(code, { status, title });
  }
});

test("the README asks for what the toolchain asks for", () => {
  const { python, java, go } = JSON.parse(read("packages/local-stack/toolchain.json")) as Record<
    string,
    { minimum: string }
  >;
  for (const needed of [
    `Python ${python?.minimum} or later`,
    `JDK ${java?.minimum} or later`,
    `Go ${go?.minimum} or later`,
  ])
    expect(read("README.md")).toContain(needed);
});

const pages = ["README.md", "bench/README.md", ...globSync("docs/**/*.md", { cwd: repository })];

test.each(pages)("the links of %s lead somewhere", (page) => {
  const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  const broken = links.filter((link) => {
    if (/^(https?:|#)/.test(link)) return false;
    return !existsSync(join(repository, dirname(page), link.split("#")[0] ?? ""));
  });
  expect(broken).toEqual([]);
});

test("the README says where each app, package and tool is", () => {
  const where = read("README.md").split("## Where things are")[1] ?? "";
  // `packages/{auth,config}` names two folders, and `packages/adapters/*` all folders in it.
  const named = [...where.matchAll(/`((?:apps|packages|tools)\/[^`]+)`/g)].flatMap(([, path = ""]) => {
    const [, before = path, names] = /^(.*)\{(.*)\}$/.exec(path) ?? [];
    return names === undefined ? [path] : names.split(",").map((name) => `${before}${name}`);
  });
  const folders = globSync("{apps,packages,packages/adapters,tools}/*/package.json", { cwd: repository }).map(dirname);
  expect(folders.length).toBeGreaterThan(20);
  expect(folders.filter((folder) => !named.includes(folder) && !named.includes(join(dirname(folder), "*")))).toEqual(
    [],
  );
});
