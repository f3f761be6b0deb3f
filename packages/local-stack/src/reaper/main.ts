import { setTimeout as sleep } from "node:timers/promises";
import { linesOf } from "@cogrion/files/lines";
import type { Layer } from "./message.ts";
import { endingOrder, parseReaperMessage } from "./message.ts";

/**
 * Ends the parts of a process once that process has ended, for any reason: the process holds the
 * other end of standard input, which the system closes when the process ends.
 */
const waitMilliseconds = 4000;
const groups = new Map<number, { layer: Layer; stopSignal: NodeJS.Signals }>();

const signal = (group: number, name: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(-group, name);
    return true;
  } catch {
    return false;
  }
};

for await (const line of linesOf(process.stdin as AsyncIterable<Buffer>)) {
  const message = parseReaperMessage(line);
  if (message?.kind === "started") groups.set(message.pid, message);
  if (message?.kind === "ended") groups.delete(message.pid);
}
for (const layer of endingOrder) {
  const ending = [...groups].filter(([, group]) => group.layer === layer);
  for (const [pid, { stopSignal }] of ending) signal(pid, stopSignal);
  const deadline = Date.now() + waitMilliseconds;
  while (Date.now() < deadline && ending.some(([pid]) => signal(pid, 0))) await sleep(50);
  for (const [pid] of ending) signal(pid, "SIGKILL");
}
