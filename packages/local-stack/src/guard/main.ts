import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Ends the parts when the launcher is gone, however it went: the launcher holds the other end of standard input, and the system closes it with the launcher.
 * Each line is the id of a process group; `done` says that the launcher has ended them itself.
 */
const patienceMilliseconds = 5000;
const groups: number[] = [];

const signal = (group: number, name: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(-group, name);
    return true;
  } catch {
    return false;
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "done") process.exit(0);
  const group = Number(line);
  if (Number.isInteger(group) && group > 1) groups.push(group);
}
// Those started last use those started first.
for (const group of groups.toReversed()) signal(group, "SIGTERM");
const deadline = Date.now() + patienceMilliseconds;
while (Date.now() < deadline && groups.some((group) => signal(group, 0))) await sleep(100);
for (const group of groups) signal(group, "SIGKILL");
