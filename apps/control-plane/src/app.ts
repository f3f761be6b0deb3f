import { collectStartUpGarbage } from "@cogrion/process/collect-garbage";
import { startOpsListener } from "@cogrion/process/listener";
import { createChangeFeed, createPool, createRateLimits, createStore, createTenants } from "@cogrion/postgres";
import { createRemoteTenants } from "@cogrion/inter-region";
import type { Logger } from "@cogrion/telemetry";
import { createHttpMetrics, createLogger, createMetricsRegistry } from "@cogrion/telemetry";
import type { FastifyInstance } from "fastify";
import { createAuthenticators } from "./authenticators.ts";
import type { Config } from "./config.ts";
import { createPublicHandlers } from "./handlers/public/index.ts";
import { createEventStreams } from "./http/event-streams.ts";
import { openIdProviderOf } from "./http/invitation-page.ts";
import { eventStreamHeartbeatSeconds } from "./http/timeouts.ts";
import { createBudgets } from "./limits/budgets.ts";
import { createLimiter } from "./limits/limiter.ts";
import { createLimitMetrics } from "./limits/metrics.ts";
import { createInternalListener } from "./listeners/internal.ts";
import { createPublicListener } from "./listeners/public.ts";
import { createAuthMetrics } from "./metrics.ts";

export type ControlPlaneProcess = {
  logger: Logger;
  /**
   * Resolves when all listeners accept requests, with their URLs; the internal one is the primary
   * region's only.
   */
  start(): Promise<{ publicUrl: string; internalUrl: string | undefined; opsPort: number }>;
  /**
   * Finishes the requests in flight and closes all connections; also works after a failed start.
   */
  stop(): Promise<void>;
};

const now = (): Date => new Date();

export const createControlPlane = (config: Config): ControlPlaneProcess => {
  const { place, bindAddress: host, trustedProxies } = config;
  const service = { service: "control-plane", ...place };
  const logger = createLogger({ ...service, level: config.logLevel, secrets: config.secrets });
  // Stop functions in the order of starting; they run in reverse.
  const started: (() => Promise<unknown>)[] = [];
  const listeners: FastifyInstance[] = [];
  const listen = async (listener: FastifyInstance, port: number): Promise<string> => {
    listeners.push(listener);
    return listener.listen({ host, port });
  };

  const start = async () => {
    const registry = createMetricsRegistry(service);
    const { url: databaseUrl, tls } = config.database;
    const database = { databaseUrl, tls, applicationName: "cogrion-control-plane" };
    const pool = createPool({
      ...database,
      onConnectionLost: (err) => logger.warn({ err }, "database connection lost"),
    });
    started.push(() => pool.end());
    const changes = createChangeFeed({
      ...database,
      onConnectionLost: (err) => logger.warn({ err }, "change feed lost; polling until it works again"),
    });
    started.push(() => changes.close());
    const store = createStore(pool);
    const primary =
      config.primaryUrl === undefined || config.interRegionToken === undefined
        ? undefined
        : { url: config.primaryUrl, token: config.interRegionToken };
    const tenants = primary === undefined ? createTenants(pool) : createRemoteTenants(primary);
    const limitMetrics = createLimitMetrics(registry, logger);
    const limiter = createLimiter({
      settings: config.limits,
      budgets: createBudgets({ store: createRateLimits(pool), ...limitMetrics }),
      onLimited: limitMetrics.onLimited,
    });
    const eventStreams = createEventStreams({ maxPerOwner: 20, heartbeatSeconds: eventStreamHeartbeatSeconds });
    const isLocal = place.environment === "local";
    const local = isLocal ? { authHost: config.authDomain, bffPort: config.localBffPort } : undefined;
    const authenticators = createAuthenticators({
      config,
      store,
      primary,
      now,
      metrics: createAuthMetrics(registry, logger),
    });
    const publicListener = await createPublicListener({
      logger,
      metrics: createHttpMetrics(registry, "public"),
      connections: { listener: "public", limits: config.connections, registry },
      environment: place.environment,
      trustedProxies,
      authenticators,
      limiter,
      eventStreams,
      signIn: openIdProviderOf(place, local?.authHost),
      handlers: createPublicHandlers({
        store,
        tenants,
        changes,
        place,
        verifyToken: (token) => authenticators.verify(token),
        apiUrl: `${isLocal ? "http" : "https"}://${config.baseDomain}`,
        now,
        regions: config.regions,
        limits: config.limits,
        quotaLimits: config.quotaLimits,
        defaultAwsRegion: config.awsRegion,
        local,
        onboarding: {
          trustedPrincipalArn: config.trustedPrincipalArn,
          hostedTemplateUrl: config.onboardingTemplateUrl,
        },
      }),
    });
    // It serves the primary's own records, which other regions do not have.
    const internalListener =
      primary === undefined
        ? await createInternalListener({
            logger,
            metrics: createHttpMetrics(registry, "internal"),
            connections: { listener: "internal", limits: config.connections, registry },
            trustedProxies,
            store,
            tenants,
            place,
            tokenHashes: config.regionTokenHashes,
          })
        : undefined;

    // All at once: no listener accepts new requests while another one finishes its own.
    started.push(() => Promise.all(listeners.map((listener) => listener.close())));
    started.push(async () => eventStreams.closeAll());
    const publicUrl = await listen(publicListener, config.publicPort);
    const internalUrl = internalListener && (await listen(internalListener, config.internalPort));
    collectStartUpGarbage();
    // Last: a readiness probe must not succeed before the listeners accept requests.
    const ops = await startOpsListener({
      bindAddress: host,
      port: config.opsPort,
      registry,
      logger,
      checks: { postgres: () => pool.query("select 1") },
    });
    // Closed last: probes and metrics are served until the requests in flight are finished.
    started.unshift(() => ops.close());
    started.push(async () => ops.markStopping());
    logger.info({ public_url: publicUrl, internal_url: internalUrl, ops_port: ops.port }, "started");
    return { publicUrl, internalUrl, opsPort: ops.port };
  };

  return {
    logger,
    start,
    async stop() {
      for (const close of started.splice(0).toReversed()) await close();
    },
  };
};
