import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import type { z } from "zod";

export type StateFile<State> = { state: State; save: () => Promise<void> };

/** A JSON file that is replaced whole, so that a process that dies while it writes leaves the old one. */
export const openStateFile = <State>(file: string, schema: z.ZodType<State>, initial: State): StateFile<State> => {
  let state = initial;
  try {
    state = schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    // The first start has none; a broken one must not be taken for that.
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  const write = async (): Promise<void> => {
    await writeFile(`${file}.partial`, JSON.stringify(state), { mode: 0o600 });
    await rename(`${file}.partial`, file);
  };
  // One writer at a time, also after one that failed.
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
