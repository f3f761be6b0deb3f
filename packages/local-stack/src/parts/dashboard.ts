import { join } from "node:path";
import type { DashboardConfig } from "../dashboard/env.ts";
import { dashboardEnvironmentOf } from "../dashboard/env.ts";
import { checkoutFolder, inheritedEnvironment } from "../env.ts";
import type { RunningPart } from "./process.ts";
import { answersOk, startPartProcess } from "./process.ts";

/** Builds the dashboard of this checkout into the folder: a few seconds. */
export const buildLocalDashboard = async (folder: string): Promise<void> => {
  // The bundler is large, and nothing else of the stack needs it.
  const { buildDashboard } = await import("@cogrion/edge-bundle/dashboard/build");
  await buildDashboard(checkoutFolder, folder);
};

/** The built dashboard behind the headers of its hosts. */
export const startDashboard = ({ logFile, ...config }: DashboardConfig & { logFile: string }): Promise<RunningPart> =>
  startPartProcess({
    name: "dashboard",
    command: process.execPath,
    args: [join(import.meta.dirname, "..", "dashboard", "main.ts")],
    env: { ...inheritedEnvironment(), ...dashboardEnvironmentOf(config) },
    logFile,
    isReady: () => answersOk(`http://127.0.0.1:${config.port}/robots.txt`),
    readyTimeoutSeconds: 60,
  });
