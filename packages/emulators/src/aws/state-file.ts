import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import type { z } from "zod";

export type StateFile<State> = { state: State; save: () => Promise<void> };

/**
 * A JSON file that is replaced atomically, so that a process that dies while writing leaves the old
 * one.
 */
export const openStateFile = <State>(file: string, schema: z.ZodType<State>, initial: State): StateFile<State> => {
  let state = initial;
  try {
    state = schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    // The first start has no file; a broken one must not be mistaken for that.
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  const write = async (): Promise<void> => {
    await writeFile(`${file}.partial`, JSON.stringify(state), { mode: 0o600 });
    await rename(`${file}.partial`, file);
  };
  // One writer at a time, even after one that failed.
  let last = Promise.resolve();
  return {
    state,
    save: () => {
      const next = last.then(write);
      last = next.catch(() => undefined);
      return next;
    },
  };
};
