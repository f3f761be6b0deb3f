import { readdir, readlink, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { namespaceFile } from "./network.ts";

/** Processes in the network namespace: the node's own parts. */
const processesIn = async (name: string): Promise<number[]> => {
  const namespace = await stat(namespaceFile(name)).catch(() => undefined);
  if (namespace === undefined) return [];
  const wanted = `net:[${namespace.ino}]`;
  const found: number[] = [];
  for (const entry of await readdir("/proc")) {
    if (!/^[0-9]+$/.test(entry)) continue;
    if ((await readlink(`/proc/${entry}/ns/net`).catch(() => "")) === wanted) found.push(Number(entry));
  }
  return found;
};

/** Ends the processes in the namespace. */
export const endProcesses = async (name: string): Promise<void> => {
  for (let round = 0; round < 100; round += 1) {
    const pids = await processesIn(name);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has already ended.
      }
    }
    await sleep(50);
  }
};
