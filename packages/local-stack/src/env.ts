import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";

/** The checkout of this package. */
export const checkoutFolder = resolve(join(import.meta.dirname, "..", "..", ".."));

/**
 * The folder of a stack's data. With another folder, a second stack of the same checkout can run
 * beside the first.
 */
export const stateFolder = (): string => resolve(process.env["COGRION_STATE_DIR"] ?? join(checkoutFolder, ".cogrion"));

/** The folder of downloads, outside the checkout, so that a fresh clone finds them. */
export const cacheFolder = (): string =>
  process.env["COGRION_CACHE_DIR"] ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "cogrion");

/**
 * The environment for a part: the person's own, without variables that would redirect an AWS or
 * PostgreSQL client.
 */
export const inheritedEnvironment = (): Record<string, string> => {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      !/^(AWS_(?!CA_BUNDLE)|PG|KC_|TEMPORAL_|BAO_|VAULT_|PYTHON(HOME|PATH|STARTUP)$|VIRTUAL_ENV|NODE_OPTIONS$)/.test(
        entry[0],
      ),
  );
  return Object.fromEntries(kept);
};

/** Folders that are searched for commands. */
export const commandFolders = (): string[] =>
  (process.env["PATH"] ?? "").split(delimiter).filter((each) => each !== "");

export const javaHome = (): string | undefined => process.env["JAVA_HOME"];

export const isRoot = (): boolean => process.getuid?.() === 0;
