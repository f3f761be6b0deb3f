import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { forgetState, isAlive, readState, removeStackData } from "@cogrion/local-stack";
import type { Command } from "commander";

const patienceSeconds = 60;

export const register = (program: Command): void => {
  program
    .command("down")
    .summary("stop everything that `up` started in this checkout")
    .option("--purge", "also remove its data, logs and secrets")
    .action(async ({ purge }: { purge?: boolean }) => {
      const state = await readState();
      if (state !== undefined && isAlive(state.launcherPid)) {
        process.kill(state.launcherPid, "SIGTERM");
        await waitForEnd(state.launcherPid);
        console.log("Stopped.");
      } else {
        console.log("Nothing runs.");
      }
      await forgetState();
      if (purge !== true) return;
      await removeStackData((folder) => rm(folder, { recursive: true, force: true }));
      console.log("Data, logs and secrets are removed.");
    });
};

const waitForEnd = async (pid: number): Promise<void> => {
  const deadline = Date.now() + patienceSeconds * 1000;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new Error(`Process ${pid} has not stopped within ${patienceSeconds} s.`);
    await sleep(100);
  }
};
