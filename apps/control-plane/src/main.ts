import {
  createKeySets,
  createLocalPrincipalDirectory,
  createRemotePrincipalDirectory,
  createTokenVerifier,
  resolvePrincipal,
} from "@cogrion/auth";
import { ConfigError } from "@cogrion/config";
import { issuerOf } from "@cogrion/domain";
import { createRemotePrincipals, createRemoteTenants } from "@cogrion/inter-region";
import { createChangeFeed, createPool, createRateLimits, createStore, createTenants } from "@cogrion/postgres";
import { authenticateWorkspace } from "@cogrion/services/tokens/authenticate";
import { collectStartUpGarbage } from "@cogrion/process/collect-garbage";
import { createHttpMetrics, createLogger, createMetricsRegistry } from "@cogrion/telemetry";
import { startOpsListener } from "@cogrion/process/listener";
import { stopOnSignal } from "@cogrion/process/graceful-stop";
import { clientsOf, tokenAudience } from "./clients.ts";
import { readConfig } from "./config.ts";
import { createEventStreams } from "./http/event-streams.ts";
import { signInPlaceOf } from "./http/invitation-page.ts";
import { createBudgets } from "./limits/budgets.ts";
import { createLimiter } from "./limits/limiter.ts";
import { createLimitMetrics } from "./limits/metrics.ts";
import { createInternalListener } from "./listeners/internal.ts";
import { createPublicListener } from "./listeners/public.ts";
import { createAuthMetrics } from "./metrics.ts";
import { createPublicHandlers } from "./handlers/public/index.ts";

const now = (): Date => new Date();

const start = async (): Promise<void> => {
  const config = readConfig();
  const { place, bindAddress: host, trustedProxies } = config;
  const service = { service: "control-plane", ...place };
  const logger = createLogger({
    ...service,
    level: config.logLevel,
    secrets: config.secrets,
  });
  const registry = createMetricsRegistry(service);
  const authMetrics = createAuthMetrics(registry, logger);

  const database = {
    databaseUrl: config.database.url,
    tls: config.database.tls,
    applicationName: "cogrion-control-plane",
  };
  const pool = createPool({
    ...database,
    onConnectionLost: (err) => logger.warn({ err }, "database connection lost"),
  });
  const changes = createChangeFeed({
    ...database,
    onConnectionLost: (err) => logger.warn({ err }, "change feed lost; polling until it is back"),
  });
  const store = createStore(pool);
  const primary =
    config.primaryUrl === undefined ? undefined : { url: config.primaryUrl, token: config.interRegionTokens[0] };
  const tenants = primary === undefined ? createTenants(pool) : createRemoteTenants(primary);

  const verifier = createTokenVerifier({
    environment: place.environment,
    audience: tokenAudience,
    clients: clientsOf(place.environment),
    keySets: createKeySets({
      knownIssuers: config.regions.map(({ id }) => issuerOf({ ...place, region: id }, config.authDomain)),
      onFetch: authMetrics.onKeyFetch,
    }),
  });
  const directory =
    primary === undefined
      ? createLocalPrincipalDirectory(store)
      : createRemotePrincipalDirectory(
          createRemotePrincipals({ ...primary, onLookup: authMetrics.onPrincipalLookup }),
          store,
        );
  const authenticators = authMetrics.observed({
    async principal(bearer, origin) {
      const token = await verifier.verify(bearer);
      return { token, principal: await resolvePrincipal({ ...token, origin }, { directory, store, place, now }) };
    },
    workspace: (bearer) => authenticateWorkspace({ store }, bearer, now()),
  });

  const limitMetrics = createLimitMetrics(registry, logger);
  const limiter = createLimiter({
    settings: config.limits,
    budgets: createBudgets({ store: createRateLimits(pool), ...limitMetrics }),
    onLimited: limitMetrics.onLimited,
  });

  const eventStreams = createEventStreams({ maxPerOwner: 20, heartbeatSeconds: 15 });
  const isLocal = place.environment === "local";
  const local = isLocal ? { authHost: config.authDomain, bffPort: config.localBffPort } : undefined;
  const publicListener = await createPublicListener({
    logger,
    metrics: createHttpMetrics(registry, "public"),
    connections: { listener: "public", limits: config.connections, registry },
    environment: place.environment,
    trustedProxies,
    authenticators,
    limiter,
    eventStreams,
    signIn: signInPlaceOf(place, local?.authHost),
    handlers: createPublicHandlers({
      store,
      tenants,
      changes,
      place,
      apiUrl: `${isLocal ? "http" : "https"}://${config.baseDomain}`,
      now,
      regions: config.regions,
      defaultAwsRegion: config.awsRegion,
      temporal: config.temporal,
      local,
      onboarding: {
        trustedPrincipalArn: config.trustedPrincipalArn,
        hostedTemplateUrl: config.onboardingTemplateUrl,
      },
    }),
  });
  // What it answers is the primary's own; elsewhere there is nothing to listen for.
  const internalListener =
    primary === undefined
      ? await createInternalListener({
          logger,
          metrics: createHttpMetrics(registry, "internal"),
          connections: { listener: "internal", limits: config.connections, registry },
          trustedProxies,
          store,
          tenants,
          environment: place.environment,
          tokens: config.interRegionTokens,
        })
      : undefined;

  await publicListener.listen({ host, port: config.publicPort });
  await internalListener?.listen({ host, port: config.internalPort });
  collectStartUpGarbage();
  // Last: who asks whether we are ready gets no answer before there is one.
  const ops = await startOpsListener({
    bindAddress: host,
    port: config.opsPort,
    registry,
    logger,
    checks: { postgres: () => pool.query("select 1") },
  });
  logger.info({ public_port: config.publicPort, internal_port: config.internalPort, ops_port: ops.port }, "started");

  stopOnSignal({
    logger,
    withinSeconds: 25,
    stop: async () => {
      ops.markStopping();
      eventStreams.closeAll();
      await Promise.all([publicListener.close(), internalListener?.close()]);
      await changes.close();
      await pool.end();
      await ops.close();
    },
  });
};

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exit(1);
});
