import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

const repository = join(import.meta.dirname, "..", "..");
const read = (file: string): string => readFileSync(join(repository, file), "utf8");
const glob = (pattern: string): string[] =>
  globSync(pattern, { cwd: repository, exclude: (path) => path.includes("node_modules") });

const list = z.record(z.string(), z.string()).default({});
const manifest = z.object({
  name: z.string(),
  dependencies: list,
  devDependencies: list,
  scripts: z.object({ prepack: z.string().optional() }).default({}),
});

interface Package {
  folder: string;
  dependencies: readonly string[];
  /** The packages of this repository that its files import, without tests. */
  imports: ReadonlySet<string>;
}

const importsOf = (folder: string): Set<string> =>
  new Set(
    glob(`${folder}/**/*.{ts,tsx}`)
      .filter((file) => !/\.test\.tsx?$/.test(file))
      .flatMap((file) => [...read(file).matchAll(/(?:from|import\()\s*"(@cogrion\/[a-z-]+)/g)])
      .map(([, name = ""]) => name),
  );

const packages = new Map<string, Package>(
  ["apps", "packages", "packages/adapters", "tools"]
    .flatMap((parent) => glob(`${parent}/*/package.json`))
    .map((file) => {
      const { name, scripts, ...declared } = manifest.parse(JSON.parse(read(file)));
      // npm installs nothing in addition to a bundle: what it contains is a development dependency.
      const dependencies = scripts.prepack === undefined ? declared.dependencies : declared.devDependencies;
      const folder = dirname(file);
      return [name, { folder, dependencies: Object.keys(dependencies), imports: importsOf(folder) }];
    }),
);

/** The kinds of packages that a package may import, by their locations. */
const isApp = (name: string): boolean => packages.get(name)?.folder.startsWith("apps/") === true;
const isTool = (name: string): boolean => packages.get(name)?.folder.startsWith("tools/") === true;
const isAdapter = (name: string): boolean => packages.get(name)?.folder.startsWith("packages/adapters/") === true;

const pairs = [...packages].flatMap(([name, { imports }]) => [...imports].map((imported) => [name, imported] as const));
const pairsWhere = (wrong: (name: string, imported: string) => boolean): string[] =>
  pairs.filter(([name, imported]) => wrong(name, imported)).map(([name, imported]) => `${name} imports ${imported}`);

test("each package of this repository is read", () => {
  expect([...packages.keys()]).toEqual(expect.arrayContaining(["@cogrion/domain", "@cogrion/aws", "@cogrion/worker"]));
  expect(pairs.length).toBeGreaterThan(50);
});

test("a package declares what it imports", () => {
  expect(
    pairsWhere((name, imported) => name !== imported && !packages.get(name)?.dependencies.includes(imported)),
  ).toEqual([]);
});

test("packages import each other in one direction", () => {
  const floors = new Map<string, number>();
  const floorOf = (name: string, above: readonly string[]): number => {
    if (above.includes(name)) throw new Error(`A circle of packages: ${[...above, name].join(" → ")}`);
    const known = floors.get(name);
    if (known !== undefined) return known;
    const below = [...(packages.get(name)?.imports ?? [])].filter((imported) => imported !== name);
    const floor = Math.max(-1, ...below.map((imported) => floorOf(imported, [...above, name]))) + 1;
    floors.set(name, floor);
    return floor;
  };
  for (const name of packages.keys()) floorOf(name, []);
  expect(floors.get("@cogrion/domain")).toBe(0);
  expect(floors.get("@cogrion/services")).toBe(1);
});

test("an adapter imports no use case and no other adapter", () => {
  expect(
    pairsWhere((name, imported) => isAdapter(name) && (isAdapter(imported) || imported === "@cogrion/services")),
  ).toEqual([]);
});

test("no package and no app imports an app; only tools do", () => {
  expect(pairsWhere((name, imported) => !isTool(name) && isApp(imported))).toEqual([]);
});

// The emulators and the local stack run what the edge bundler has built.
const runBundles = ["@cogrion/emulators", "@cogrion/local-stack", "@cogrion/testing"];

test("no package and no app imports a tool", () => {
  expect(
    pairsWhere(
      (name, imported) =>
        !isTool(name) && isTool(imported) && !(imported === "@cogrion/edge-bundle" && runBundles.includes(name)),
    ),
  ).toEqual([]);
});

test("no package that ships imports a test stage", () => {
  expect(pairsWhere((name, imported) => imported === "@cogrion/testing" && name !== imported)).toEqual([]);
});
