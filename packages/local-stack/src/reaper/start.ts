import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Writable } from "node:stream";
import type { GuardMessage } from "./message.ts";
import { formatGuardMessage } from "./message.ts";

const started = new Map<number, GuardMessage>();
let input: Writable | undefined;

// A guard that ends sooner cannot run at all, and another would fare no better.
const shortestLifeMilliseconds = 1000;

const openGuard = (): Writable => {
  const openedAt = Date.now();
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], {
    // Not of our process group: Ctrl-C and a kill of the group must not reach it.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: {},
  });
  child.stdin.on("error", () => undefined);
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  child.once("exit", () => {
    input = undefined;
    if (started.size > 0 && Date.now() - openedAt > shortestLifeMilliseconds) input = openGuard();
  });
  for (const message of started.values()) child.stdin.write(formatGuardMessage(message));
  return child.stdin;
};

/** Whatever this process starts and tells here is ended with it, even by SIGKILL; one guard serves the whole process. */
export const tellGuard = (message: GuardMessage): void => {
  const guard = (input ??= openGuard());
  if (message.kind === "started") started.set(message.pid, message);
  else started.delete(message.pid);
  guard.write(formatGuardMessage(message));
};
