import { spawn } from "node:child_process";
import { reportToReaper } from "../reaper/start.ts";
import { ToolchainError } from "./error.ts";

export type RunOptions = {
  cwd?: string;
  env?: Record<string, string>;
  uid?: number;
  gid?: number;
  /** Ends the command, with everything that it started. */
  signal?: AbortSignal | undefined;
};

const endGroup = (pid: number | undefined): void => {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has already ended.
  }
};

/**
 * Runs a command to its end and returns its output. A failure names the command and shows its last
 * lines.
 * @throws ToolchainError
 */
export const run = (command: string, args: readonly string[], options: RunOptions = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const { signal, ...rest } = options;
    signal?.throwIfAborted();
    // Its own process group: compilers and installers start many processes, and all of them have to
    // end with it.
    const child = spawn(command, args, { ...rest, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const { pid } = child;
    if (pid !== undefined) reportToReaper({ kind: "started", pid, layer: "app", stopSignal: "SIGTERM" });
    const onAbort = (): void => endGroup(pid);
    signal?.addEventListener("abort", onAbort, { once: true });
    let output = "";
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-200_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", (cause) =>
      reject(new ToolchainError(`${command} could not be started: ${cause.message}`, { cause })),
    );
    child.once("exit", () => {
      endGroup(pid);
      if (pid !== undefined) reportToReaper({ kind: "ended", pid });
    });
    child.once("close", (code) => {
      signal?.removeEventListener("abort", onAbort);
      if (code === 0) return resolve(output);
      if (signal?.aborted === true) return reject(signal.reason);
      const tail = output.trimEnd().split("\n").slice(-12).join("\n");
      return reject(new ToolchainError(`${command} ${args[0] ?? ""} exited with ${code ?? "a signal"}:\n${tail}`));
    });
  });
