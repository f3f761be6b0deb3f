import { join } from "node:path";
import { regionDomainOf } from "@cogrion/domain";
import { cogrionAccountId, ensureParentZone } from "@cogrion/emulators/aws/index";
import { ensureDatabase } from "../database.ts";
import { startApp } from "../parts/app.ts";
import { startKeycloak } from "../parts/keycloak.ts";
import { startOpenBao } from "../parts/openbao.ts";
import { startPostgres } from "../parts/postgres.ts";
import { startTemporal } from "../parts/temporal.ts";
import { apiUrlOf } from "../stack/ports.ts";
import { loopback } from "../stack/starting.ts";
import { appEnvironmentsOf } from "./app-environment.ts";
import type { RegionOptions, StartedRegion } from "./options.ts";
import { configureRealm } from "./realm.ts";

/** Starts every part of a region and its apps, each as soon as its dependencies are ready. */
export const startRegion = async (options: RegionOptions): Promise<StartedRegion> => {
  const { place, ports } = options;
  const [databaseUrl, temporalAddress] = await Promise.all([
    startPostgresAndKeycloak(options),
    startRegionTemporal(options),
    startRegionOpenBao(options),
    options.shared.then(({ aws }) =>
      ensureParentZone({ endpointUrl: aws.endpointUrl, accountId: cogrionAccountId, zoneName: regionDomainOf(place) }),
    ),
  ]);
  const workerEnvironment = await startApps(options, { databaseUrl, temporalAddress });
  return {
    place,
    ports,
    apiUrl: apiUrlOf(ports),
    issuer: `http://localhost:${ports.keycloak}/realms/${place.region}`,
    temporalUiUrl: `http://localhost:${ports["temporal-ui"]}`,
    databaseUrl,
    workerEnvironment,
  };
};

/** Returns the URL of the region's own database. */
const startPostgresAndKeycloak = async (options: RegionOptions): Promise<string> => {
  const { place, ports, secrets, toolchain, start, logFile } = options;
  const postgres = await start("postgres", { port: ports.postgres }, () =>
    startPostgres({
      postgresHome: toolchain.postgresHome,
      dataFolder: options.dataFolder("postgres"),
      logFile: logFile("postgres"),
      port: ports.postgres,
      password: secrets.postgresPassword,
    }),
  );
  await ensureDatabase(postgres.url("postgres"), "keycloak");
  await ensureDatabase(postgres.url("postgres"), "cogrion");
  const health = loopback(ports["keycloak-management"], "/health/ready");
  const keycloak = await start("keycloak", { port: ports.keycloak, healthUrl: health }, () =>
    startKeycloak({
      keycloakHome: toolchain.keycloakHome,
      dataFolder: options.dataFolder("keycloak"),
      logFile: logFile("keycloak"),
      ports: { http: ports.keycloak, management: ports["keycloak-management"] },
      hostname: `http://localhost:${ports.keycloak}`,
      database: { url: postgres.url("keycloak"), user: "cogrion", password: secrets.postgresPassword },
      admin: secrets.keycloakAdmin,
    }),
  );
  await configureRealm({
    url: keycloak.url,
    admin: secrets.keycloakAdmin,
    region: place.region,
    controlPlaneSecret: secrets.keycloakClientSecret,
    dashboardOrigins: [options.dashboardOrigin],
    apiOrigin: `http://localhost:${ports["control-plane"]}`,
    users: options.users,
    hasPasswordClient: true,
    smtp: (await options.shared).mail.smtp,
    isOpenToRegistration: true,
  });
  return postgres.url("cogrion");
};

/** Returns the address of Temporal's frontend. */
const startRegionTemporal = async (options: RegionOptions): Promise<string> => {
  const { ports } = options;
  const temporal = await options.start("temporal", { port: ports.temporal }, () =>
    startTemporal({
      temporal: options.toolchain.temporal,
      databaseFile: join(options.dataFolder("temporal"), "temporal.db"),
      logFile: options.logFile("temporal"),
      ports: {
        grpc: ports.temporal,
        ui: ports["temporal-ui"],
        http: ports["temporal-http"],
        metrics: ports["temporal-metrics"],
      },
      namespace: "cogrion",
    }),
  );
  return temporal.address;
};

const startRegionOpenBao = async (options: RegionOptions): Promise<void> => {
  const { ports, openBaoSecretsFile } = options;
  if (openBaoSecretsFile === undefined) return;
  const healthUrl = loopback(ports.openbao, "/v1/sys/health");
  await options.start("openbao", { port: ports.openbao, healthUrl }, () =>
    startOpenBao({
      bao: options.toolchain.bao,
      dataFolder: options.dataFolder("openbao"),
      secretsFile: openBaoSecretsFile,
      logFile: options.logFile("openbao"),
      ports: { api: ports.openbao, cluster: ports["openbao-cluster"] },
    }),
  );
};

type Bases = { databaseUrl: string; temporalAddress: string };

/** Returns the worker's start options. */
const startApps = async (
  options: RegionOptions,
  { databaseUrl, temporalAddress }: Bases,
): Promise<Record<string, string>> => {
  const { place, ports, secrets } = options;
  const { aws, workers, mail } = await options.shared;
  const environments = appEnvironmentsOf({
    place,
    addresses: {
      publicPort: ports["control-plane"],
      internalPort: ports["control-plane-internal"],
      opsPort: ports["control-plane-ops"],
      workerOpsPort: ports["worker-ops"],
      bffPort: ports.bff,
      keycloakPort: ports.keycloak,
      temporalUiPort: ports["temporal-ui"],
      temporalAddress,
      databaseUrl,
      awsEndpointUrl: aws.endpointUrl,
      dnsServer: aws.dnsServer,
      delegatedDnsServer: aws.delegatedDnsServer,
      cloudflareBaseUrl: workers.apiUrl,
      smtp: mail.smtp,
    },
    secrets,
    apiUrls: options.apiUrls,
    primaryUrl: options.primaryUrl,
  });
  const worker = { ...environments.worker, ...options.environment?.worker };
  const controlPlane = { ...environments.controlPlane, ...options.environment?.controlPlane };
  const startReady = (app: "worker" | "control-plane", port: number, opsPort: number) => {
    const healthUrl = loopback(opsPort, "/readyz");
    const environment = app === "worker" ? worker : controlPlane;
    return options.start(app, { port, healthUrl }, () =>
      startApp({ app, environment, logFile: options.logFile(app), readyUrl: healthUrl }),
    );
  };
  // The worker migrates the database, and the control plane is ready once that is done.
  await Promise.all([
    startReady("worker", ports["worker-ops"], ports["worker-ops"]),
    startReady("control-plane", ports["control-plane"], ports["control-plane-ops"]),
  ]);
  return worker;
};
