import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The checkout that this package is part of. */
export const checkoutFolder = resolve(join(import.meta.dirname, "..", "..", ".."));

/** Where fetched parts are kept, outside the checkout, so that a fresh clone finds them. */
export const cacheFolder = (): string =>
  process.env["COGRION_CACHE_DIR"] ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "cogrion");

/** What a part inherits: the person's own environment, without what would change an AWS or PostgreSQL client's mind. */
export const inheritedEnvironment = (): Record<string, string> => {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(AWS_(?!CA_BUNDLE)|PG|KC_|TEMPORAL_|BAO_|VAULT_)/.test(entry[0]),
  );
  return Object.fromEntries(kept);
};

export const isRoot = (): boolean => process.getuid?.() === 0;
