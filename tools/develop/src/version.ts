import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { repositoryFolder } from "./config.ts";

/**
 * `cogrion 0.0.0 (93ec1dd, Node 24.21.0)`; without the commit if this is not a checkout, or git is
 * missing.
 */
export const readVersion = (): string => {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(repositoryFolder, "package.json"), "utf8")));
  const git = spawnSync("git", ["-C", repositoryFolder, "rev-parse", "--short", "HEAD"], { encoding: "utf8" });
  const commit = git.status === 0 ? `${git.stdout.trim()}, ` : "";
  return `cogrion ${version} (${commit}Node ${process.versions.node})`;
};
