import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";

/** The checkout that this package is part of. */
export const checkoutFolder = resolve(join(import.meta.dirname, "..", "..", ".."));

/** What a checkout's stack keeps; another folder lets a second stack of one checkout run beside the first. */
export const stateFolder = (): string => resolve(process.env["COGRION_STATE_DIR"] ?? join(checkoutFolder, ".cogrion"));

/** Where fetched parts are kept, outside the checkout, so that a fresh clone finds them. */
export const cacheFolder = (): string =>
  process.env["COGRION_CACHE_DIR"] ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "cogrion");

/** What a part inherits: the person's own environment, without what would change an AWS or PostgreSQL client's mind. */
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

/** Folders in which commands are looked for. */
export const commandFolders = (): string[] =>
  (process.env["PATH"] ?? "").split(delimiter).filter((each) => each !== "");

export const javaHome = (): string | undefined => process.env["JAVA_HOME"];

export const isRoot = (): boolean => process.getuid?.() === 0;
