import { readFileSync } from "node:fs";
import type { NoteFault } from "./read-environment.ts";

/** Contents of a PEM file whose path is in a variable; undefined after a fault was recorded. */
export const readPemFile = (name: string, path: string, fault: NoteFault): string | undefined => {
  try {
    const text = readFileSync(path, "utf8");
    if (text.includes("-----BEGIN ")) return text;
    fault(name, "names a file that is not PEM");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    fault(name, `names a file that cannot be read (${code ?? "unknown error"})`);
  }
  return undefined;
};
