import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const repository = join(import.meta.dirname, "..", "..");
const read = (file: string): string => readFileSync(join(repository, file), "utf8");

/**
 * Every region of every environment, and other names of some: the keys of that form in the list.
 */
const regions = [...read("infra/regions.yaml").matchAll(/^ +([a-z]+(?:-[a-z]+)*-[1-9][0-9]*):/gm)].map(
  ([, id]) => id ?? "",
);

const isTest = (file: string): boolean => /\.test\.tsx?$|\/testing[/.]|\/node_modules\//.test(file);
const sources = globSync("{apps,packages}/*/src/**/*.{ts,tsx}", { cwd: repository }).filter((file) => !isTest(file));

/**
 * A string that is only a region's id, as a comparison needs it. Prose may contain one: `a region
 * id like "sgp-1"`.
 */
const literal = new RegExp(`(?<!like )(["'\`])(?:${regions.join("|")})\\1`);
const isComment = (line: string): boolean => /^\s*(?:\/\/|\/?\*)/.test(line);

test("no code names a region: regions are data, in one file", () => {
  expect(regions).toEqual(expect.arrayContaining(["sgp-1", "frankfurt-1", "fra-1"]));
  expect(sources.length).toBeGreaterThan(100);
  expect(literal.test('region === "sgp-1"')).toBe(true);
  const naming = sources.flatMap((file) =>
    read(file)
      .split("\n")
      .filter((line) => !isComment(line) && literal.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(naming).toEqual([]);
});

test("no region has a file of its own in the code: every one runs the same", () => {
  const named = globSync("{apps,packages}/*/{src,infra}/**", { cwd: repository }).filter((file) =>
    regions.some((region) => file.split("/").some((part) => part.includes(region))),
  );
  expect(named).toEqual([]);
});

test("no file of the infrastructure names a region, but for the list and the region's own folders", () => {
  const ofOneRegion = /^infra\/(?:terraform\/envs|values|argocd\/apps)\/(?:dev|prod)-[^/]+\//;
  const files = globSync("infra/**/*.{tf,yaml,yml,tpl,json,js,Dockerfile}", { cwd: repository }).filter(
    // The local stack's Compose file is generated from the list.
    (file) =>
      !["infra/regions.yaml", "infra/compose.yaml"].includes(file) &&
      !ofOneRegion.test(file) &&
      !file.includes("/.terraform/"),
  );
  expect(files.length).toBeGreaterThan(80);
  // Descriptions and comments may show an example, as `like sgp-1`.
  const named = new RegExp(`(?:${regions.join("|")})`);
  const isExample = (line: string): boolean =>
    /^\s*#|"description"|description\s*=|like `?[a-z.-]*(?:sgp|frankfurt)-1|key in the store/i.test(line);
  const naming = files.flatMap((file) =>
    read(file)
      .split("\n")
      .filter((line) => named.test(line) && !isExample(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(naming).toEqual([]);
});
