import { spawn } from "node:child_process";
import { ToolchainError } from "./error.ts";

export type RunOptions = { cwd?: string; env?: Record<string, string>; uid?: number; gid?: number; input?: string };

/** Runs a command to its end and answers what it printed; a failure names the command and shows its last lines. */
export const run = (command: string, args: readonly string[], options: RunOptions = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const { input, ...rest } = options;
    const child = spawn(command, args, { ...rest, stdio: ["pipe", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-200_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.stdin.on("error", () => undefined);
    child.stdin.end(input ?? "");
    child.once("error", (cause) =>
      reject(new ToolchainError(`${command} could not be started: ${cause.message}`, { cause })),
    );
    child.once("close", (code) => {
      if (code === 0) return resolve(output);
      const tail = output.trimEnd().split("\n").slice(-12).join("\n");
      return reject(new ToolchainError(`${command} ${args[0] ?? ""} ended with ${code ?? "a signal"}:\n${tail}`));
    });
  });
