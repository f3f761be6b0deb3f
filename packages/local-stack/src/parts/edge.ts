import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { EdgeConfig } from "../edge/env.ts";
import { edgeEnvironmentOf } from "../edge/env.ts";
import { inheritedEnvironment } from "../env.ts";
import type { RunningPart } from "./process.ts";
import { answersOk, startPartProcess } from "./process.ts";

export type EdgeOptions = EdgeConfig & {
  logFile: string;
  /** The variables of the apps in Lambda, including the AWS SDK's own. */
  environment: Record<string, string>;
};

/**
 * The edge apps as API Gateway with Lambda would run them, and the global hosts, which follow their
 * DNS records.
 */
export const startEdge = async ({ logFile, environment, ...config }: EdgeOptions): Promise<RunningPart> => {
  await mkdir(config.folder, { recursive: true });
  const areReady = async (): Promise<boolean> => {
    const answers = await Promise.all(
      config.fronts.map(({ port }) => answersOk(`http://127.0.0.1:${port}/_edge/ready`)),
    );
    return answers.every(Boolean);
  };
  return startPartProcess({
    name: "edge",
    command: process.execPath,
    args: [join(import.meta.dirname, "..", "edge", "main.ts")],
    env: { ...inheritedEnvironment(), ...environment, ...edgeEnvironmentOf(config) },
    logFile,
    isReady: areReady,
    readyTimeoutSeconds: 60,
  });
};
