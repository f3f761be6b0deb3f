import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { folders, logFileOf } from "@cogrion/local-stack";
import type { Command } from "commander";

export const register = (program: Command): void => {
  program
    .command("logs")
    .summary("the log of a part")
    .argument("<part>", "as ./cogrion status names it")
    .option("-f, --follow", "go on as it grows")
    .option("-n, --lines <number>", "how many lines from the end", "100")
    .action(async (part: string, options: { follow?: boolean; lines: string }) => {
      const known = (await readdir(folders.logs).catch(() => []))
        .filter((file) => file.endsWith(".log"))
        .map((file) => file.replace(/\.log$/, ""));
      if (!known.includes(part)) {
        throw new Error(
          known.length === 0
            ? "There are no logs yet. ./cogrion up starts everything."
            : `There is no log of "${part}". There are: ${known.toSorted().join(", ")}`,
        );
      }
      if (!/^\d{1,7}$/.test(options.lines)) throw new Error("--lines takes a whole number.");
      const args = ["-n", options.lines, ...(options.follow === true ? ["-F"] : []), logFileOf(part)];
      const child = spawn("tail", args, { stdio: "inherit" });
      process.exitCode = await new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 0)));
    });
};
