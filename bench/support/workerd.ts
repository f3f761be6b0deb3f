import { readdir, readFile } from "node:fs/promises";

/** Those that this process started, oldest first: proc(5). */
export const workerdPids = async (): Promise<number[]> => {
  const found: number[] = [];
  for (const entry of await readdir("/proc")) {
    const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
    const [, name, parent] = /^\d+ \((.*)\) \S (\d+)/.exec(stat) ?? [];
    if (name === "workerd" && Number(parent) === process.pid) found.push(Number(entry));
  }
  return found.toSorted((a, b) => a - b);
};

export const residentMebibytesOf = async (pid: number): Promise<number> =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
