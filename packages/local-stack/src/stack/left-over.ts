import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "@cogrion/files/identity";
import type { StackState } from "./state.ts";

const waitSeconds = 20;

/**
 * Ends the parts of a launcher that has ended, in case its reaper has ended too. First it waits for
 * the reaper, which stops them in order.
 */
export const endLeftOvers = async ({ parts }: StackState): Promise<void> => {
  const deadline = Date.now() + waitSeconds * 1000;
  const living = (): number[] =>
    parts
      .map((part) => part.process)
      .filter(isRunning)
      .map(({ pid }) => pid);
  while (living().length > 0 && Date.now() < deadline) await sleep(100);
  for (const pid of living()) {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It ended just now.
    }
  }
};
