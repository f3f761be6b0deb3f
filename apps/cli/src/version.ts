import { readFileSync } from "node:fs";
import { z } from "zod";

/**
 * `cogrion 0.0.0 (Node 24.21.0)`; the package's manifest is one folder up, both in a checkout and
 * in an installed package.
 */
export const readVersion = (): string => {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));
  return `cogrion ${version} (Node ${process.versions.node})`;
};
