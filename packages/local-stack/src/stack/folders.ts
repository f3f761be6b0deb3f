import { join } from "node:path";
import { checkoutFolder } from "../env.ts";

/** Everything that a checkout's stack keeps, all of it git-ignored. */
export const stackFolder = join(checkoutFolder, ".cogrion");
export const folders = {
  data: join(stackFolder, "data"),
  logs: join(stackFolder, "logs"),
  run: join(stackFolder, "run"),
  /** Mode 0700, its files 0600. */
  secrets: join(stackFolder, "secrets"),
};
export const logFileOf = (part: string): string => join(folders.logs, `${part}.log`);
