import {
  createAuthoritativeDns,
  createCertificates,
  createClientAccount,
  createHostedZones,
  createParentZone,
  createSessions,
} from "@cogrion/aws";
import { ConfigError } from "@cogrion/config";
import { createRemoteTenants } from "@cogrion/inter-region";
import { createServiceClients, createSignInClients } from "@cogrion/keycloak";
import { createMailer } from "@cogrion/mail";
import { createChangeFeed, createPool, createRateLimits, createStore, createTenants, migrate } from "@cogrion/postgres";
import { deliverCommands } from "@cogrion/services/outbox/deliver";
import { purgeIdempotencyKeys } from "@cogrion/services/idempotency/purge";
import { purgeInvitations } from "@cogrion/services/invitations/purge";
import { scheduleReconciliations } from "@cogrion/services/reconciliation/schedule";
import { sweepHealth } from "@cogrion/services/health/sweep";
import { Counter, Gauge, createLogger, createMetricsRegistry } from "@cogrion/telemetry";
import { startOpsListener } from "@cogrion/process/listener";
import { stopOnSignal } from "@cogrion/process/graceful-stop";
import { createOrchestrator } from "@cogrion/temporal";
import { createProvisioningActivities } from "./activities/provisioning.ts";
import { supervised } from "./activities/supervised.ts";
import { workflowBundle } from "./bundle.ts";
import type { Config } from "./config.ts";
import { readConfig } from "./config.ts";
import { createMailLoop } from "./loops/mail.ts";
import { repeat } from "./loops/repeat.ts";
import { createServicePrincipalLoop } from "./loops/service-principals.ts";
import { startPolling } from "./polling.ts";
import { createConfiguredRoutes } from "./routes.ts";

const healthSweepSeconds = 5;
const outboxSeconds = 1;
const purgeSeconds = 3600;
const longestReconciliationPauseSeconds = 10;
const limitPurgeSeconds = 60;

const start = async (config: Config): Promise<void> => {
  const { place } = config;
  const identity = { service: "worker", environment: place.environment, region: place.region };
  const logger = createLogger({
    ...identity,
    level: config.logLevel,
    secrets: [
      config.interRegionToken,
      config.keycloak.clientSecret,
      ...("cloudflare" in config.routes ? [config.routes.cloudflare.apiToken] : []),
      new URL(config.databaseUrl).password,
      ...(config.smtp.credentials === undefined ? [] : [config.smtp.credentials.password]),
      ...(config.aws.credentials === undefined ? [] : [config.aws.credentials.secretAccessKey]),
    ],
  });
  const registry = createMetricsRegistry(identity);
  const onConnectionLost = (err: Error): void => logger.warn({ err }, "lost a database connection");
  const database = { databaseUrl: config.databaseUrl, applicationName: "cogrion-worker", onConnectionLost };
  const pool = createPool({ ...database, maxConnections: 20 });
  const store = createStore(pool);
  const rateLimits = createRateLimits(pool);
  const sessions = createSessions(config.aws);
  const orchestrator = createOrchestrator(config.temporal);
  const failures = new Counter({
    name: "provisioning_failures_total",
    help: "Activities that did not succeed, by activity and kind",
    labelNames: ["activity", "kind"],
    registers: [registry],
  });

  const drifts = new Counter({
    name: "reconciliation_drifts_total",
    help: "Things found otherwise than the ledger has them, by kind, owner and finding; cogrion's are repaired",
    labelNames: ["kind", "owner", "finding"],
    registers: [registry],
  });

  const activities = createProvisioningActivities({
    store,
    place,
    clientAccount: createClientAccount(sessions),
    hostedZones: createHostedZones(sessions),
    certificates: createCertificates(sessions),
    parentZone: createParentZone(sessions, config.workspaceDomain),
    authoritativeDns: createAuthoritativeDns({ parentZone: config.workspaceDomain, servers: config.dnsServers }),
    tenants:
      config.primaryUrl === undefined
        ? createTenants(pool)
        : createRemoteTenants({ url: config.primaryUrl, token: config.interRegionToken }),
    routes: createConfiguredRoutes(config),
    signInClients: createSignInClients({ ...config.keycloak, realm: place.region }),
    localBffPort: config.localBffPort,
    certificateTimeoutSeconds: config.certificateTimeoutSeconds,
    reconciliationIntervalSeconds: config.reconciliationIntervalSeconds,
    onDrift(workspaceId, { kind, owner, name, finding, detail, isRepaired }) {
      drifts.inc({ kind, owner, finding });
      logger.warn({ workspace_id: workspaceId, kind, owner, name, finding, detail, is_repaired: isRepaired }, "drift");
    },
  });
  const supervision = {
    logger,
    certificatePollSeconds: config.certificatePollSeconds,
    onFailure: (activity: string, kind: string) => failures.inc({ activity, kind }),
  };

  const bundle = await workflowBundle();
  await migrateWhenPossible(config, logger);
  const polling = startPolling({
    temporal: config.temporal,
    activities: supervised(activities, supervision),
    bundle,
    logger,
  });

  const onFailed = ({
    commandId,
    workspaceId,
    attempts,
    error,
  }: Parameters<Parameters<typeof deliverCommands>[0]["onFailed"]>[0]) =>
    logger.warn(
      { err: error, command_id: commandId, workspace_id: workspaceId, attempts },
      "a command was not delivered",
    );
  const outbox = repeat("outbox", {
    intervalSeconds: outboxSeconds,
    logger,
    turn: () => deliverCommands({ store, orchestrator, onFailed }),
  });
  const changeFeed = createChangeFeed(database);
  const unsubscribe = changeFeed.onCommand(outbox.wake);
  const loops = [
    outbox,
    createMailLoop({ store, mailer: createMailer(config.smtp), place, apiUrl: config.apiUrl, logger, registry }),
    createServicePrincipalLoop({
      store,
      clients: createServiceClients({ ...config.keycloak, realm: place.region }),
      logger,
      registry,
    }),
    repeat("health", { intervalSeconds: healthSweepSeconds, logger, turn: () => sweepHealth({ store }, new Date()) }),
    repeat("reconciliation", {
      intervalSeconds: Math.min(longestReconciliationPauseSeconds, config.reconciliationIntervalSeconds),
      logger,
      turn: () => scheduleReconciliations({ store, intervalSeconds: config.reconciliationIntervalSeconds }, new Date()),
    }),
    repeat("idempotency", {
      intervalSeconds: purgeSeconds,
      logger,
      turn: () => purgeIdempotencyKeys({ store }, new Date()),
    }),
    repeat("invitations", {
      intervalSeconds: purgeSeconds,
      logger,
      turn: () => purgeInvitations({ store }, new Date()),
    }),
    repeat("rate-limits", { intervalSeconds: limitPurgeSeconds, logger, turn: () => rateLimits.purge() }),
  ];
  exposeOutbox(registry, store);

  const ops = await startOpsListener({
    bindAddress: config.bindAddress,
    port: config.opsPort,
    registry,
    logger,
    checks: {
      postgres: () => pool.query("select 1"),
      temporal: async () => {
        await orchestrator.check();
        if (!polling.isPolling()) throw new Error("the worker does not poll yet");
      },
    },
  });
  logger.info({ ops_port: ops.port }, "started");

  stopOnSignal({
    logger,
    withinSeconds: 28,
    async stop() {
      ops.markStopping();
      unsubscribe();
      await Promise.all(loops.map((loop) => loop.stop()));
      await polling.stop();
      await changeFeed.close();
      await orchestrator.close();
      await pool.end();
      await ops.close();
    },
  });
};

/** An outbox that nobody empties is seen by its age. */
const exposeOutbox = (
  registry: ReturnType<typeof createMetricsRegistry>,
  store: ReturnType<typeof createStore>,
): void => {
  const age = new Gauge({
    name: "outbox_oldest_command_age_seconds",
    help: "Age of the oldest command that was not delivered; 0 when there is none",
    registers: [registry],
    async collect() {
      const { oldestAt } = await store.commands.undelivered().catch(() => ({ oldestAt: undefined }));
      age.set(oldestAt === undefined ? 0 : (Date.now() - oldestAt.getTime()) / 1000);
    },
  });
};

const migrateWhenPossible = async (config: Config, logger: ReturnType<typeof createLogger>): Promise<void> => {
  for (;;) {
    try {
      await migrate({ databaseUrl: config.databaseUrl, isPrimary: config.primaryUrl === undefined });
      return;
    } catch (err) {
      logger.warn({ err }, "the database cannot be migrated yet; trying again");
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
};

try {
  await start(readConfig());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
