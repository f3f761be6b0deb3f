import { setTimeout as sleep } from "node:timers/promises";
import {
  createCallBudgets,
  createChangeFeed,
  createPool,
  createRateLimits,
  createRetention,
  createStore,
  migrate,
} from "@cogrion/postgres";
import { startOpsListener } from "@cogrion/process/listener";
import type { Logger } from "@cogrion/telemetry";
import { createLogger, createMetricsRegistry } from "@cogrion/telemetry";
import { createOrchestrator } from "@cogrion/temporal";
import { budgeted } from "./activities/budgeted.ts";
import { createProvisioningActivities } from "./activities/provisioning.ts";
import { supervised } from "./activities/supervised.ts";
import { createBudgetedTurns } from "./budgets/index.ts";
import { workflowBundle } from "./bundle.ts";
import type { Config } from "./config.ts";
import { startLoops } from "./loops/index.ts";
import { createLoopMonitor } from "./loops/monitor.ts";
import type { Polling } from "./polling.ts";
import { startPolling } from "./polling.ts";
import { createProvisioningDeps } from "./provisioning-deps.ts";
import { createProvisioningMetrics } from "./provisioning-metrics.ts";

export type WorkerProcess = {
  logger: Logger;
  /** Resolves when the worker polls; waits for a database that cannot be migrated yet. */
  start(): Promise<{ opsPort: number }>;
  /**
   * Accepts no new work, finishes what is in flight and closes all connections; also works while
   * `start` waits.
   */
  stop(): Promise<void>;
};

const migrationPauseMilliseconds = 1000;

export const createWorker = (config: Config): WorkerProcess => {
  const { place } = config;
  const identity = { service: "worker", environment: place.environment, region: place.region };
  const logger = createLogger({ ...identity, level: config.logLevel, secrets: config.secrets });
  const { url: databaseUrl, tls } = config.database;
  const stopping = new AbortController();
  // Stop functions in the order of starting; they run in reverse.
  const started: (() => Promise<unknown>)[] = [];
  let markStopping = (): void => undefined;
  let starting: Promise<unknown> = Promise.resolve();

  const migrateWhenPossible = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await migrate({ databaseUrl, tls, isPrimary: config.primaryUrl === undefined });
        return;
      } catch (err) {
        logger.warn({ err }, "the database cannot be migrated yet; retrying");
        await sleep(migrationPauseMilliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };

  const start = async (): Promise<{ opsPort: number }> => {
    const registry = createMetricsRegistry(identity);
    const monitor = createLoopMonitor({ logger, registry });
    const onConnectionLost = (err: Error): void => logger.warn({ err }, "lost a database connection");
    const database = { databaseUrl, tls, applicationName: "cogrion-worker", onConnectionLost };
    const pool = createPool({ ...database, maxConnections: 20 });
    const orchestrator = createOrchestrator(config.temporal);
    let polling: Polling | undefined;
    const ops = await startOpsListener({
      bindAddress: config.bindAddress,
      port: config.opsPort,
      registry,
      logger,
      checks: {
        postgres: () => pool.query("select 1"),
        temporal: async () => {
          await orchestrator.check();
          if (polling?.isPolling() !== true) throw new Error("the worker is not polling yet");
        },
        loops: () => monitor.check(),
      },
    });
    started.push(() => ops.close());
    started.push(() => pool.end());
    started.push(() => orchestrator.close());
    markStopping = () => ops.markStopping();

    const bundle = await workflowBundle();
    await migrateWhenPossible();
    if (stopping.signal.aborted) return { opsPort: ops.port };

    const store = createStore(pool);
    const metrics = createProvisioningMetrics({ registry, logger });
    const { certificatePollSeconds, certificateTimeoutSeconds, reconciliationIntervalSeconds } = config;
    const turns = createBudgetedTurns({ pool, registry, callsPerSecond: config.callsPerSecond });
    const provisioning = createProvisioningDeps(config, { pool, store, turns });
    const activities = createProvisioningActivities({
      ...provisioning,
      limits: { certificateTimeoutSeconds, certificatePollSeconds },
      reconciliationIntervalSeconds,
      onDrift: metrics.onDrift,
      onWithdrawn: metrics.onWithdrawn,
    });
    const running = startPolling({
      temporal: config.temporal,
      version: config.version,
      activities: supervised(budgeted(activities, turns), {
        logger,
        certificatePollSeconds,
        onFailure: metrics.onFailure,
      }),
      bundle,
      logger,
    });
    polling = running;
    const changeFeed = createChangeFeed(database);
    started.push(() => changeFeed.close());
    started.push(() => running.stop());
    const loops = startLoops(
      { store, logger, registry, monitor },
      {
        config,
        orchestrator,
        rateLimits: createRateLimits(pool),
        callBudgets: createCallBudgets(pool),
        retention: createRetention(pool),
        provisioning,
      },
    );
    started.push(() => loops.stop());
    const unsubscribe = changeFeed.onCommand(loops.wakeOutbox);
    started.push(async () => unsubscribe());
    logger.info({ ops_port: ops.port }, "started");
    return { opsPort: ops.port };
  };

  return {
    logger,
    start() {
      const begun = start();
      starting = begun.catch(() => undefined);
      return begun;
    },
    async stop() {
      stopping.abort();
      markStopping();
      await starting;
      for (const close of started.splice(0).toReversed()) await close();
    },
  };
};
