import { spawn } from "node:child_process";
import { join } from "node:path";

const command = join(import.meta.dirname, "..", "..", "..", "cogrion");

/** The launcher as a shell starts it, on a separate stack. */
export const startLauncher = (env: Record<string, string>, ...args: string[]) => {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
  return { child, output, ended };
};
