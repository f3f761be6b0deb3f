import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

type Member = { pid: number; group: number; residentKibibytes: number };

const allProcesses = async (): Promise<Member[]> => {
  const { stdout } = await run("ps", ["-A", "-o", "pid=,pgid=,rss="]).catch(() => ({ stdout: "" }));
  return stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, group = 0, residentKibibytes = 0]) => ({ pid, group, residentKibibytes }));
};

/**
 * Linux divides a page that several processes share among them (PSS, proc(5)); elsewhere it counts
 * in each.
 */
const kibibytesOf = async ({ pid, residentKibibytes }: Member): Promise<number> => {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  const proportional = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1];
  return proportional === undefined ? residentKibibytes : Number(proportional);
};

/** MiB of one process without its group. */
export const memoryOfProcess = async (pid: number): Promise<number> => {
  const member = (await allProcesses()).find((each) => each.pid === pid);
  return member === undefined ? 0 : Math.round((await kibibytesOf(member)) / 1024);
};

/** Memory of process groups, MiB; 0 for one that has ended. */
export const memoryOfGroups = async (groups: readonly number[]): Promise<Map<number, number>> => {
  const totals = new Map(groups.map((group) => [group, 0]));
  for (const member of await allProcesses()) {
    const sum = totals.get(member.group);
    if (sum !== undefined) totals.set(member.group, sum + (await kibibytesOf(member)));
  }
  return new Map([...totals].map(([group, kibibytes]) => [group, Math.round(kibibytes / 1024)]));
};
