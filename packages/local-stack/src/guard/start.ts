import { spawn } from "node:child_process";
import { join } from "node:path";
import { onPartStarted } from "../parts/process.ts";

export type Guard = {
  /** The parts were ended properly; there is nothing left to guard. */
  dismiss(): void;
};

/** From now on every part that starts is ended with this process, even by SIGKILL. */
export const startGuard = (): Guard => {
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.stdin.on("error", () => undefined);
  child.unref();
  const forget = onPartStarted(({ pid }) => child.stdin.write(`${pid}\n`));
  return {
    dismiss() {
      forget();
      child.stdin.end("done\n");
    },
  };
};
