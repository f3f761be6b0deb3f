import { readdir, readFile } from "node:fs/promises";

/**
 * The processes whose environment contains this text; every part of a stack has the stack's folder
 * in it. Linux only.
 */
export const processesWith = async (text: string): Promise<number[]> => {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const having = await Promise.all(
    pids.map(async (pid) => (await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")).includes(text)),
  );
  return pids.filter((_, index) => having[index]);
};
