import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureToolchain } from "@cogrion/local-stack";
import type { Command } from "commander";
import { readOwnEnvironment, repositoryFolder } from "../config.ts";

export const register = (program: Command): void => {
  program
    .command("bench")
    .summary("measure speed, memory and size, each beside a baseline from the same run")
    .argument("[name]", "one bench; all when absent")
    .option("--json", "one JSON line for each measure: {name, ours, floor, unit, ratio, target, met}")
    .option("--list", "list the benches")
    .action(async (name: string | undefined, options: { json?: boolean; list?: boolean }) => {
      if (options.list !== true) await ensureToolchain({ forTests: true });
      const args = [
        join(repositoryFolder, "bench", "main.ts"),
        ...(name === undefined ? [] : [name]),
        ...(options.json === true ? ["--json"] : []),
        ...(options.list === true ? ["--list"] : []),
      ];
      const child = spawn(process.execPath, args, {
        cwd: repositoryFolder,
        stdio: "inherit",
        env: readOwnEnvironment(),
      });
      process.exitCode = await new Promise<number>((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", (code) => resolve(code ?? 1));
      });
    });
};
