import { join } from "node:path";
import { checkoutFolder, inheritedEnvironment } from "../env.ts";
import type { RunningPart } from "./process.ts";
import { answersOk, startPartProcess } from "./process.ts";

export type AppOptions = {
  app: "control-plane" | "worker" | "bff";
  environment: Record<string, string>;
  logFile: string;
  /** Returns 2xx when the app is ready. */
  readyUrl: string;
  readyTimeoutSeconds?: number;
};

/** One of our own processes, run by the same Node as this process. */
export const startApp = (options: AppOptions): Promise<RunningPart> =>
  startPartProcess({
    name: options.app,
    command: process.execPath,
    args: ["--enable-source-maps", join(checkoutFolder, "apps", options.app, "src", "main.ts")],
    env: { ...inheritedEnvironment(), ...options.environment },
    logFile: options.logFile,
    layer: "app",
    isReady: () => answersOk(options.readyUrl),
    readyTimeoutSeconds: options.readyTimeoutSeconds ?? 60,
    stopTimeoutSeconds: 30,
  });
