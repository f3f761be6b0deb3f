import { spawn } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { folders, logFileOf } from "@cogrion/local-stack";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { exitCodes, UsageError } from "@cogrion/cli/failure";
import { withExamples, withExitCodes } from "@cogrion/cli/commands/help";

const parseLines = (text: string): string => {
  if (/^\d{1,7}$/.test(text)) return text;
  throw new InvalidArgumentError("The number of lines is a whole number.");
};

export const register = (program: Command): void => {
  const command = program
    .command("logs")
    .summary("print the log of a part")
    .argument("<part>", "a part's name, as `./cogrion status` shows it")
    .option("-f, --follow", "continue to print new lines")
    .option("-n, --lines <number>", "number of lines from the end", parseLines, "100")
    .action(async (part: string, options: { follow?: boolean; lines: string }) => {
      const known = (await readdir(folders.logs).catch(() => []))
        .filter((file) => file.endsWith(".log"))
        .map((file) => file.replace(/\.log$/, ""));
      if (!known.includes(part)) {
        if (known.length === 0) throw new Error("There are no logs yet. Start the local stack with: ./cogrion up");
        throw new UsageError(`Unknown part "${part}". The parts are: ${known.toSorted().join(", ")}`);
      }
      if (options.follow !== true && (await stat(logFileOf(part))).size === 0) {
        console.error(`The log of ${part} is empty: it has written nothing yet.`);
        return;
      }
      const args = ["-n", options.lines, ...(options.follow === true ? ["-F"] : []), logFileOf(part)];
      const child = spawn("tail", args, { stdio: "inherit" });
      // A terminal's Ctrl-C reaches both processes; a signal to this process alone must not leave
      // the other behind.
      for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => child.kill(name));
      process.exitCode = await new Promise<number>((resolve) =>
        child.once("exit", (code) => resolve(code ?? exitCodes.interrupted)),
      );
    });
  withExamples(command, "logs control-plane", "logs worker -f", "logs keycloak -n 1000 | grep -i error");
  withExitCodes(command, {
    ok: "the log was printed, even if it is empty",
    failed: "nothing has been started in this checkout",
    usage: "unknown part; the message lists the parts",
    interrupted: "interrupted while following the log",
  });
};
