import { emulatorProgram } from "./emulator-program.ts";
import { mkdir } from "node:fs/promises";
import { checkoutFolder, inheritedEnvironment } from "../env.ts";
import type { WorkersEnvironment } from "@cogrion/emulators/cloudflare/env";
import { workersEnvironmentOf } from "@cogrion/emulators/cloudflare/env";
import type { RunningPart } from "./process.ts";
import { answersOk, startPartProcess } from "./process.ts";

export type WorkersOptions = Omit<WorkersEnvironment, "repositoryFolder"> & { logFile: string };
export type RunningWorkers = RunningPart & {
  /** For Cloudflare's client library: `…/client/v4`. */
  apiUrl: string;
  /** The address of the Workers runtime, with its explorer of the stored data. */
  runtimeUrl: string;
};

/** workerd and KV with miniflare, in a separate process. */
export const startWorkers = async (options: WorkersOptions): Promise<RunningWorkers> => {
  const { logFile, ...environment } = options;
  await mkdir(options.persistFolder, { recursive: true });
  const part = await startPartProcess({
    name: "workers",
    command: process.execPath,
    args: [emulatorProgram("cloudflare")],
    env: { ...inheritedEnvironment(), ...workersEnvironmentOf({ ...environment, repositoryFolder: checkoutFolder }) },
    logFile,
    isReady: () => answersOk(`http://127.0.0.1:${options.apiPort}/ready`),
    readyTimeoutSeconds: 60,
  });
  return {
    ...part,
    apiUrl: `http://127.0.0.1:${options.apiPort}/client/v4`,
    runtimeUrl: `http://127.0.0.1:${options.runtimePort}`,
  };
};
