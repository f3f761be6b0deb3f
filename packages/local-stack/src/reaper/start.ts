import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Writable } from "node:stream";
import type { ReaperMessage } from "./message.ts";
import { formatReaperMessage } from "./message.ts";

const started = new Map<number, ReaperMessage>();
let input: Writable | undefined;

// A reaper that ends sooner cannot run at all, so another one would also end.
const shortestLifeMilliseconds = 1000;

const startReaper = (): Writable => {
  const openedAt = Date.now();
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], {
    // In another process group, so that Ctrl-C and a kill of the group do not reach it.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: {},
  });
  child.stdin.on("error", () => undefined);
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  child.once("exit", () => {
    input = undefined;
    if (started.size > 0 && Date.now() - openedAt > shortestLifeMilliseconds) input = startReaper();
  });
  for (const message of started.values()) child.stdin.write(formatReaperMessage(message));
  return child.stdin;
};

/**
 * Ends the processes that this process starts and reports, once this process ends, even by SIGKILL.
 * One reaper serves the whole process.
 */
export const reportToReaper = (message: ReaperMessage): void => {
  const reaper = (input ??= startReaper());
  if (message.kind === "started") started.set(message.pid, message);
  else started.delete(message.pid);
  reaper.write(formatReaperMessage(message));
};
