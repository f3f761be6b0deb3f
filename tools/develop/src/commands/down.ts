import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { StackState } from "@cogrion/local-stack";
import { isRunning } from "@cogrion/files/identity";
import { endLeftOvers, forgetState, readState, removeStackData } from "@cogrion/local-stack";
import type { Command } from "commander";
import { withExamples, withExitCodes } from "@cogrion/cli/commands/help";

const waitSeconds = 90;

export const register = (program: Command): void => {
  const command = program
    .command("down")
    .summary("stop everything that `up` started in this checkout")
    .option("--purge", "also delete its data, logs and secrets")
    .action(async ({ purge }: { purge?: boolean }) => {
      const state = await readState();
      if (state === undefined) console.log("No local stack is running.");
      else await stop(state);
      if (purge !== true) return;
      await removeStackData((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
      console.log("Data, logs and secrets are deleted.");
    });
  withExamples(command, "down", "down --purge");
  withExitCodes(command, { ok: "everything is stopped", failed: "something could not be stopped or deleted" });
};

const stop = async (state: StackState): Promise<void> => {
  const { launcher } = state;
  const wasRunning = isRunning(launcher);
  if (wasRunning) {
    process.kill(launcher.pid, "SIGTERM");
    const deadline = Date.now() + waitSeconds * 1000;
    while (isRunning(launcher)) {
      if (Date.now() > deadline) {
        throw new Error(
          `Process ${launcher.pid} has not stopped within ${waitSeconds} s. End it: kill -9 ${launcher.pid}`,
        );
      }
      await sleep(100);
    }
  }
  // After a launcher was killed, its reaper may still be ending the parts.
  await endLeftOvers(state);
  await forgetState();
  console.log(
    wasRunning
      ? "Stopped. The data stays: ./cogrion up continues with it, ./cogrion down --purge deletes it."
      : "No local stack is running.",
  );
};
