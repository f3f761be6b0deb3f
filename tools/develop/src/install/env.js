// @ts-check
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The same as in packages/local-stack/src/env.ts. */
export const cacheFolder = () =>
  process.env["COGRION_CACHE_DIR"] ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "cogrion");

export const commandFolders = () => (process.env["PATH"] ?? "").split(delimiter).filter((each) => each !== "");
