import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { inheritedEnvironment } from "../env.ts";
import { run } from "../toolchain/run.ts";
import type { RunningPart } from "./process.ts";
import { startPartProcess } from "./process.ts";

export type TemporalOptions = {
  temporal: string;
  databaseFile: string;
  logFile: string;
  ports: { grpc: number; ui: number; http: number; metrics: number };
  namespace: string;
  /** Values of the server's dynamic configuration, by key; its own by default. */
  dynamicConfig?: Readonly<Record<string, number>>;
};
export type RunningTemporal = RunningPart & { address: string; uiUrl: string };

// A person's own profile would redirect these commands to another server.
const ownSettingsOnly = ["--disable-config-file", "--disable-config-env"];

/**
 * A workflow of many short activities takes a fifth of the time with these. SQLite does not wait for
 * the disk at each commit: a killed process loses nothing, a machine without power the last commits.
 * An activity goes to the worker with the workflow task that asked for it, which saves a poll.
 */
const quick = [
  ["--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"],
  ["--dynamic-config-value", "system.enableActivityEagerExecution=true"],
].flat();

export const startTemporal = async (options: TemporalOptions): Promise<RunningTemporal> => {
  await mkdir(dirname(options.databaseFile), { recursive: true });
  const { ports, namespace } = options;
  const address = `127.0.0.1:${ports.grpc}`;
  const env = inheritedEnvironment();
  const part = await startPartProcess({
    name: "temporal",
    command: options.temporal,
    args: [
      ["server", "start-dev", "--ip", "127.0.0.1", "--log-level", "warn", "--namespace", namespace],
      ["--port", String(ports.grpc), "--http-port", String(ports.http), "--metrics-port", String(ports.metrics)],
      ["--ui-port", String(ports.ui), "--ui-ip", "127.0.0.1", "--db-filename", options.databaseFile],
      quick,
      ...Object.entries(options.dynamicConfig ?? {}).map(([key, value]) => [
        "--dynamic-config-value",
        `${key}=${value}`,
      ]),
      ownSettingsOnly,
    ].flat(),
    env,
    logFile: options.logFile,
    isReady: async () => {
      // The server responds before its namespaces exist, and a worker that connects then would end.
      const args = ["operator", "namespace", "describe", "--address", address, "-n", namespace, ...ownSettingsOnly];
      await run(options.temporal, args, { env });
      return true;
    },
    readyTimeoutSeconds: 90,
  });
  return { ...part, address, uiUrl: `http://127.0.0.1:${ports.ui}` };
};
