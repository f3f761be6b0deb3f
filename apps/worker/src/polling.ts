import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@cogrion/telemetry";
import type { TemporalConfig } from "@cogrion/temporal";
import { connectionOptionsOf, deploymentVersionOf } from "@cogrion/temporal";
import { NativeConnection, Runtime, Worker } from "@temporalio/worker";
import type { ProvisioningActivities } from "./activities/contract.ts";

export type PollingOptions = {
  temporal: TemporalConfig;
  version: string | undefined;
  activities: ProvisioningActivities;
  bundle: { code: string };
  logger: Logger;
};

export type Polling = {
  isPolling(): boolean;
  /** Accepts no new work, finishes what is in flight, and resolves. */
  stop(): Promise<void>;
};

const pauseMilliseconds = 1000;
const graceSeconds = 20;

/**
 * Keeps a worker polling through every outage of Temporal: a worker that ended is created again
 * until `stop`.
 */
export const startPolling = ({ temporal, version, activities, bundle, logger }: PollingOptions): Polling => {
  Runtime.install({
    shutdownSignals: [],
    logger: {
      log() {},
      trace() {},
      debug() {},
      info() {},
      warn: (message, meta) => logger.warn({ ...meta, source: "temporal" }, message),
      error: (message, meta) => logger.error({ ...meta, source: "temporal" }, message),
    },
  });
  const stopping = new AbortController();
  let worker: Worker | undefined;

  const runOnce = async (): Promise<void> => {
    const connection = await NativeConnection.connect(connectionOptionsOf(temporal));
    try {
      worker = await Worker.create({
        connection,
        namespace: temporal.namespace,
        taskQueue: temporal.taskQueue,
        workflowBundle: bundle,
        activities,
        ...(version === undefined
          ? {}
          : {
              workerDeploymentOptions: {
                version: deploymentVersionOf(temporal, version),
                useWorkerVersioning: true,
                // A run is short: it ends on the code that began it, and no run needs to replay another's.
                defaultVersioningBehavior: "PINNED",
              },
            }),
        shutdownGraceTime: `${graceSeconds}s`,
        maxConcurrentActivityTaskExecutions: 50,
        maxCachedWorkflows: 200,
      });
      if (stopping.signal.aborted) return;
      await worker.run();
    } finally {
      worker = undefined;
      await connection.close();
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await runOnce();
      } catch (err) {
        logger.warn({ err }, "the worker cannot reach Temporal; retrying");
      }
      await sleep(pauseMilliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const finished = loop();

  return {
    isPolling: () => worker?.getState() === "RUNNING",
    async stop() {
      stopping.abort();
      if (worker?.getState() === "RUNNING") worker.shutdown();
      await finished;
    },
  };
};
