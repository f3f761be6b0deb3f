import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Lock } from "./lock.ts";
import { isWorkspace, prunedLock } from "./lock.ts";

/** Not shipped: tests, and what only tests import. */
const isShipped = (path: string): boolean =>
  !/\.test\.tsx?$/.test(path) && !/(^|\/)(node_modules|testing|histories)(\/|$)/.test(path);

const writeJson = async (file: string, value: unknown): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
};

/**
 * Copies what one workspace needs from a checkout: the package files, which change seldom and
 * decide what is installed, into `manifests`, and the code into `sources`.
 */
export const prune = async (checkout: string, workspace: string, out: string): Promise<void> => {
  const lock = JSON.parse(await readFile(join(checkout, "package-lock.json"), "utf8")) as Lock;
  const pruned = prunedLock(lock, workspace);
  const workspaces = Object.keys(pruned.packages).filter((path) => path !== "" && isWorkspace(path));
  const manifests = join(out, "manifests");
  await writeJson(join(manifests, "package-lock.json"), pruned);
  await writeJson(join(manifests, "package.json"), { ...pruned.packages[""], private: true, type: "module" });
  for (const path of workspaces) {
    const manifest = JSON.parse(await readFile(join(checkout, path, "package.json"), "utf8")) as Record<
      string,
      unknown
    >;
    delete manifest["devDependencies"];
    await writeJson(join(manifests, path, "package.json"), manifest);
    const source = join(checkout, path, "src");
    await cp(source, join(out, "sources", path, "src"), {
      recursive: true,
      filter: (file) => isShipped(relative(source, file)),
    });
  }
};
