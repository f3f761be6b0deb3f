import { readFile } from "node:fs/promises";

// _SC_CLK_TCK, which is 100 on every Linux that Node runs on.
const ticksPerSecond = 100;

/** User and system time that a process has used so far, proc(5). */
export const cpuSecondsOf = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
};
