import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Manifest } from "vite";
import type { DashboardBuild } from "./build.ts";

/** Gzipped bytes. */
export type DashboardSizes = {
  /** What a stranger loads. */
  signInScript: number;
  /** From nothing to the list of workspaces. */
  firstLoadScript: number;
  /** The largest page beyond the first load, with what it alone brings. */
  largestPageScript: number;
  styles: number;
};

export const dashboardBudget: DashboardSizes = {
  signInScript: 25_000,
  firstLoadScript: 170_000,
  largestPageScript: 40_000,
  styles: 20_000,
};

/** The chunk and all that it imports statically. */
const closureOf = (manifest: Manifest, key: string, seen = new Set<string>()): Set<string> => {
  const chunk = manifest[key];
  if (chunk === undefined || seen.has(key)) return seen;
  seen.add(key);
  for (const imported of chunk.imports ?? []) closureOf(manifest, imported, seen);
  return seen;
};

export const sizesOf = async ({ folder, manifest }: DashboardBuild): Promise<DashboardSizes> => {
  const zipped = new Map<string, Promise<number>>();
  const sizeOf = (file: string): Promise<number> => {
    const known = zipped.get(file);
    if (known !== undefined) return known;
    const size = readFile(join(folder, file)).then(async (bytes) => (await promisify(gzip)(bytes)).length);
    zipped.set(file, size);
    return size;
  };
  const sum = async (files: Iterable<string>): Promise<number> =>
    (await Promise.all([...new Set(files)].map(sizeOf))).reduce((all, each) => all + each, 0);
  const scriptsOf = (keys: Iterable<string>): string[] => [...keys].flatMap((key) => manifest[key]?.file ?? []);

  const entry = closureOf(manifest, "index.html");
  const application = closureOf(manifest, "src/app/main.tsx");
  const isPage = (key: string): boolean => key.startsWith("src/features/") && manifest[key]?.isDynamicEntry === true;
  const first = new Set([...entry, ...application, ...closureOf(manifest, "src/features/workspaces/list-page.tsx")]);
  const pages = await Promise.all(
    Object.keys(manifest)
      .filter(isPage)
      .map((key) => sum(scriptsOf([...closureOf(manifest, key)].filter((each) => !first.has(each))))),
  );
  return {
    signInScript: await sum(scriptsOf(entry)),
    firstLoadScript: await sum(scriptsOf(first)),
    largestPageScript: Math.max(...pages),
    styles: await sum(Object.values(manifest).flatMap(({ css = [] }) => css)),
  };
};
