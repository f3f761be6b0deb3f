import { join } from "node:path";
import type { Place, RegionId } from "@cogrion/domain";
import { regionDomainOf } from "@cogrion/domain";
import type { RunningAws } from "../aws/index.ts";
import { cogrionAccountId, ensureParentZone, startAws } from "../aws/index.ts";
import { startApp } from "../parts/app.ts";
import { startKeycloak } from "../parts/keycloak.ts";
import { startOpenBao } from "../parts/openbao.ts";
import { startPostgres } from "../parts/postgres.ts";
import type { RunningPart } from "../parts/process.ts";
import { startTemporal } from "../parts/temporal.ts";
import type { RunningWorkers } from "../parts/workers.ts";
import { startWorkers } from "../parts/workers.ts";
import { appEnvironmentsOf } from "../region/app-environment.ts";
import { ensureDatabase } from "../region/database.ts";
import { configureRealm } from "../region/realm.ts";
import { regionTableOf } from "../region/table.ts";
import type { Toolchain } from "../toolchain/index.ts";
import { folders, logFileOf } from "./folders.ts";
import type { RegionalPorts } from "./ports.ts";
import { regionalPortsOf, sharedPortsOf } from "./ports.ts";
import type { StackSecrets } from "./secrets.ts";

export type StartedPart = RunningPart & { port: number };
export type StartedRegion = {
  place: Place;
  ports: RegionalPorts;
  apiUrl: string;
  issuer: string;
  temporalUiUrl: string;
  openBaoUrl: string;
};
export type StartedStack = {
  aws: RunningAws;
  workers: RunningWorkers;
  regions: StartedRegion[];
};

export type StackUser = { email: string; firstName: string; lastName: string };
export const stackUser: StackUser = { email: "admin@acme.example", firstName: "Ada", lastName: "Acme" };

export type StackOptions = {
  regions: RegionId[];
  portOffset: number;
  secrets: StackSecrets;
  toolchain: Toolchain;
  /** Told of each part when it is ready, in the order of starting. */
  onStarted: (part: StartedPart) => void | Promise<void>;
};

export const cloudflareAccountId = "0123456789abcdef0123456789abcdef";
export const routesNamespaceId = "00000000000000000000000000000001";

/** Names of a region's parts carry the region where there are several. */
const nameIn = (options: StackOptions, region: string, part: string): string =>
  options.regions.length === 1 ? part : `${part}.${region}`;

/** Starts the shared parts, then each region's, each as soon as what it needs is there. */
export const startStack = async (options: StackOptions): Promise<StartedStack> => {
  const started = async <Part extends RunningPart>(name: string, port: number, part: Promise<Part>): Promise<Part> => {
    const running = { ...(await part), name };
    await options.onStarted({ ...running, port });
    return running;
  };
  const ports = sharedPortsOf(options.portOffset);
  const [aws, workers] = await Promise.all([
    started(
      "aws",
      ports.aws,
      startAws({
        python: options.toolchain.python,
        dataFolder: join(folders.data, "aws"),
        logFile: logFileOf("aws"),
        ports: { endpoint: ports.aws, moto: ports.moto, dns: ports.dns },
      }),
    ),
    started(
      "workers",
      ports.workers,
      startWorkers({
        apiPort: ports.workers,
        runtimePort: ports["workers-runtime"],
        persistFolder: join(folders.data, "workers"),
        apiToken: options.secrets.cloudflareApiToken,
        accountId: cloudflareAccountId,
        namespaceId: routesNamespaceId,
        logFile: logFileOf("workers"),
      }),
    ),
  ]);
  const regions: StartedRegion[] = [];
  for (const [index, region] of options.regions.entries()) {
    regions.push(await startRegion({ options, started, index, region, aws, workers }));
  }
  return { aws, workers, regions };
};

type RegionStart = {
  options: StackOptions;
  started: <Part extends RunningPart>(name: string, port: number, part: Promise<Part>) => Promise<Part>;
  index: number;
  region: RegionId;
  aws: RunningAws;
  workers: RunningWorkers;
};

const startRegion = async ({ options, started, index, region, aws, workers }: RegionStart): Promise<StartedRegion> => {
  const { secrets, toolchain, portOffset } = options;
  const place: Place = { environment: "local", region };
  const ports = regionalPortsOf(index, portOffset);
  const dataFolder = (part: string): string => join(folders.data, region, part);
  const name = (part: string): string => nameIn(options, region, part);
  const start = <Part extends RunningPart>(part: string, port: number, starting: Promise<Part>) =>
    started(name(part), port, starting);

  const postgres = await start(
    "postgres",
    ports.postgres,
    startPostgres({
      postgresHome: toolchain.postgresHome,
      dataFolder: dataFolder("postgres"),
      logFile: logFileOf(name("postgres")),
      port: ports.postgres,
      password: secrets.postgresPassword,
    }),
  );
  await ensureDatabase(postgres.url("postgres"), "keycloak");
  await ensureDatabase(postgres.url("postgres"), "cogrion");
  const admin = { username: "admin", password: secrets.keycloakAdminPassword };
  const [keycloak, temporal, openBao] = await Promise.all([
    start(
      "keycloak",
      ports.keycloak,
      startKeycloak({
        keycloakHome: toolchain.keycloakHome,
        dataFolder: dataFolder("keycloak"),
        logFile: logFileOf(name("keycloak")),
        ports: { http: ports.keycloak, management: ports["keycloak-management"] },
        hostname: `http://localhost:${ports.keycloak}`,
        database: { url: postgres.url("keycloak"), user: "cogrion", password: secrets.postgresPassword },
        admin,
      }),
    ),
    start(
      "temporal",
      ports["temporal-ui"],
      startTemporal({
        temporal: toolchain.temporal,
        databaseFile: join(dataFolder("temporal"), "temporal.db"),
        logFile: logFileOf(name("temporal")),
        ports: {
          grpc: ports.temporal,
          ui: ports["temporal-ui"],
          http: ports["temporal-http"],
          metrics: ports["temporal-metrics"],
        },
        namespace: "cogrion",
      }),
    ),
    start(
      "openbao",
      ports.openbao,
      startOpenBao({
        bao: toolchain.bao,
        dataFolder: dataFolder("openbao"),
        secretsFile: join(folders.secrets, `openbao-${region}.json`),
        logFile: logFileOf(name("openbao")),
        port: ports.openbao,
      }),
    ),
  ]);
  await Promise.all([
    configureRealm({
      url: keycloak.url,
      admin,
      region,
      controlPlaneSecret: secrets.keycloakClientSecret,
      dashboardOrigins: ["http://localhost:5173"],
      users: [{ ...stackUser, password: secrets.userPassword }],
      hasPasswordClient: true,
    }),
    ensureParentZone({ endpointUrl: aws.endpointUrl, accountId: cogrionAccountId, zoneName: regionDomainOf(place) }),
  ]);

  const primary = options.regions.indexOf(regionTableOf("local").primary as RegionId);
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
      temporalAddress: temporal.address,
      databaseUrl: postgres.url("cogrion"),
      awsEndpointUrl: aws.endpointUrl,
      dnsServer: aws.dnsServer,
      cloudflareBaseUrl: workers.apiUrl,
    },
    secrets: {
      interRegionToken: secrets.interRegionToken,
      keycloakClientSecret: secrets.keycloakClientSecret,
      cloudflare: {
        accountId: cloudflareAccountId,
        apiToken: secrets.cloudflareApiToken,
        namespaceId: routesNamespaceId,
      },
    },
    primaryUrl:
      primary === index
        ? undefined
        : `http://127.0.0.1:${regionalPortsOf(primary, portOffset)["control-plane-internal"]}`,
  });
  // The worker brings the database to its shape, and the control plane is ready once that is done.
  await Promise.all([
    start(
      "worker",
      ports["worker-ops"],
      startApp({
        app: "worker",
        environment: environments.worker,
        logFile: logFileOf(name("worker")),
        readyUrl: `http://127.0.0.1:${ports["worker-ops"]}/readyz`,
      }),
    ),
    start(
      "control-plane",
      ports["control-plane"],
      startApp({
        app: "control-plane",
        environment: environments.controlPlane,
        logFile: logFileOf(name("control-plane")),
        readyUrl: `http://127.0.0.1:${ports["control-plane-ops"]}/readyz`,
      }),
    ),
  ]);
  return {
    place,
    ports,
    apiUrl: `http://localhost:${ports["control-plane"]}`,
    issuer: `http://localhost:${ports.keycloak}/realms/${region}`,
    temporalUiUrl: temporal.uiUrl,
    openBaoUrl: openBao.url,
  };
};
