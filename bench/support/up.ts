import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { linesOf } from "@cogrion/files/lines";

const command = join(import.meta.dirname, "..", "..", "cogrion");
const line = z.looseObject({ status: z.string().optional(), health: z.string().nullish() });
const status = z.object({ memory_mib: z.number() });

// Beside a stack that may be running on the usual ports.
const portOffset = "21000";

type Environment = Record<string, string | undefined>;

/**
 * Starts the whole stack like a person, waits until its workspace is healthy, inspects it, and
 * stops it.
 */
export const measureUp = async (environment: Environment): Promise<{ seconds: number; memoryMebibytes: number }> => {
  const env = { ...process.env, ...environment };
  const startedAt = performance.now();
  const child = spawn(command, ["up", "--json", "--port-offset", portOffset], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let isHealthy = false;
  try {
    for await (const text of linesOf(child.stdout)) {
      const told = line.parse(JSON.parse(text));
      isHealthy = told.status === "active" && told.health === "healthy";
      if (isHealthy) break;
    }
    if (!isHealthy) throw new Error("up ended without a healthy workspace");
    const seconds = (performance.now() - startedAt) / 1000;
    const { stdout } = await promisify(execFile)(command, ["status", "--json"], { env });
    return { seconds, memoryMebibytes: status.parse(JSON.parse(stdout)).memory_mib };
  } finally {
    child.kill("SIGINT");
    await ended;
  }
};

/** A separate folder for all of the stack's data, removed afterwards. */
export async function* withStateFolder<T>(
  measure: (environment: Environment, folder: string) => AsyncIterable<T>,
): AsyncIterable<T> {
  const folder = await mkdtemp(join(tmpdir(), "cogrion-bench-"));
  try {
    yield* measure({ COGRION_STATE_DIR: join(folder, "state") }, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
