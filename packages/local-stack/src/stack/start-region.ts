import { join } from "node:path";
import type { Place, RegionId } from "@cogrion/domain";
import { regionDomainOf } from "@cogrion/domain";
import type { RunningAws } from "../parts/aws.ts";
import { cogrionAccountId, ensureParentZone } from "@cogrion/emulators/aws/index";
import { startApp } from "../parts/app.ts";
import { startKeycloak } from "../parts/keycloak.ts";
import { startOpenBao } from "../parts/openbao.ts";
import { startPostgres } from "../parts/postgres.ts";
import type { RunningPart } from "../parts/process.ts";
import { startTemporal } from "../parts/temporal.ts";
import type { RunningWorkers } from "../parts/workers.ts";
import { appEnvironmentsOf } from "../region/app-environment.ts";
import { ensureDatabase } from "../database.ts";
import { configureRealm } from "../region/realm.ts";
import { regionTableOf } from "../region/table.ts";
import { dataFolderOf, folders, logFileOf } from "./folders.ts";
import type { RegionalPorts } from "./ports.ts";
import { apiUrlOf, regionalPortsOf, sharedPortsOf } from "./ports.ts";
import type { Listening, StackOptions } from "./starting.ts";
import { loopback, startTold } from "./starting.ts";

export type StartedRegion = {
  place: Place;
  ports: RegionalPorts;
  apiUrl: string;
  issuer: string;
  temporalUiUrl: string;
};

export type StackUser = { email: string; firstName: string; lastName: string };
export const stackUser: StackUser = { email: "admin@acme.example", firstName: "Ada", lastName: "Acme" };

export const cloudflareAccountId = "0123456789abcdef0123456789abcdef";
export const routesNamespaceId = "00000000000000000000000000000001";

export type RegionStart = {
  /** Its place in the list of regions, which its ports follow from. */
  index: number;
  region: RegionId;
  shared: Promise<{ aws: RunningAws; workers: RunningWorkers }>;
};

type Stand = RegionStart & {
  options: StackOptions;
  place: Place;
  ports: RegionalPorts;
  logFile: (part: string) => string;
  start: <Part extends RunningPart>(part: string, at: Listening, start: () => Promise<Part>) => Promise<Part>;
};

export const startRegion = async (options: StackOptions, begin: RegionStart): Promise<StartedRegion> => {
  const { index, region } = begin;
  const ports = regionalPortsOf(index, options.portOffset);
  // Names of a region's parts carry the region where there are several.
  const nameOf = (part: string): string => (options.regions.length === 1 ? part : `${part}.${region}`);
  const stand: Stand = {
    ...begin,
    options,
    place: { environment: "local", region },
    ports,
    logFile: (part) => logFileOf(nameOf(part)),
    start: (part, at, start) => startTold(options, nameOf(part), at, start),
  };
  const bases = await startBases(stand);
  await startApps(stand, bases);
  return {
    place: stand.place,
    ports,
    apiUrl: apiUrlOf(ports),
    issuer: `http://localhost:${ports.keycloak}/realms/${region}`,
    temporalUiUrl: `http://localhost:${ports["temporal-ui"]}`,
  };
};

const smtpOf = ({ portOffset }: StackOptions): { host: string; port: number } => ({
  host: "127.0.0.1",
  port: sharedPortsOf(portOffset)["mail-smtp"],
});

type Bases = { databaseUrl: string; temporalAddress: string };

/** PostgreSQL, and what stands on it or on nothing. */
const startBases = async ({ options, region, ports, place, shared, start, logFile }: Stand): Promise<Bases> => {
  const { secrets, toolchain } = options;
  const startPostgresAndKeycloak = async (): Promise<string> => {
    const postgres = await start("postgres", { port: ports.postgres }, () =>
      startPostgres({
        postgresHome: toolchain.postgresHome,
        dataFolder: dataFolderOf(region, "postgres"),
        logFile: logFile("postgres"),
        port: ports.postgres,
        password: secrets.postgresPassword,
      }),
    );
    await ensureDatabase(postgres.url("postgres"), "keycloak");
    await ensureDatabase(postgres.url("postgres"), "cogrion");
    const admin = { username: "admin", password: secrets.keycloakAdminPassword };
    const health = loopback(ports["keycloak-management"], "/health/ready");
    const keycloak = await start("keycloak", { port: ports.keycloak, healthUrl: health }, () =>
      startKeycloak({
        keycloakHome: toolchain.keycloakHome,
        dataFolder: dataFolderOf(region, "keycloak"),
        logFile: logFile("keycloak"),
        ports: { http: ports.keycloak, management: ports["keycloak-management"] },
        hostname: `http://localhost:${ports.keycloak}`,
        database: { url: postgres.url("keycloak"), user: "cogrion", password: secrets.postgresPassword },
        admin,
      }),
    );
    await configureRealm({
      url: keycloak.url,
      admin,
      region,
      controlPlaneSecret: secrets.keycloakClientSecret,
      dashboardOrigins: ["http://localhost:5173"],
      apiOrigin: `http://localhost:${ports["control-plane"]}`,
      users: [{ ...stackUser, password: secrets.userPassword }],
      hasPasswordClient: true,
      smtp: smtpOf(options),
      isOpenToRegistration: true,
    });
    return postgres.url("cogrion");
  };
  const [databaseUrl, temporal] = await Promise.all([
    startPostgresAndKeycloak(),
    start("temporal", { port: ports.temporal }, () =>
      startTemporal({
        temporal: toolchain.temporal,
        databaseFile: join(dataFolderOf(region, "temporal"), "temporal.db"),
        logFile: logFile("temporal"),
        ports: {
          grpc: ports.temporal,
          ui: ports["temporal-ui"],
          http: ports["temporal-http"],
          metrics: ports["temporal-metrics"],
        },
        namespace: "cogrion",
      }),
    ),
    start("openbao", { port: ports.openbao, healthUrl: loopback(ports.openbao, "/v1/sys/health") }, () =>
      startOpenBao({
        bao: toolchain.bao,
        dataFolder: dataFolderOf(region, "openbao"),
        secretsFile: join(folders.secrets, `openbao-${region}.json`),
        logFile: logFile("openbao"),
        ports: { api: ports.openbao, cluster: ports["openbao-cluster"] },
      }),
    ),
    shared.then(({ aws }) =>
      ensureParentZone({ endpointUrl: aws.endpointUrl, accountId: cogrionAccountId, zoneName: regionDomainOf(place) }),
    ),
  ]);
  return { databaseUrl, temporalAddress: temporal.address };
};

const startApps = async (stand: Stand, { databaseUrl, temporalAddress }: Bases): Promise<void> => {
  const { options, index, place, ports, start, logFile } = stand;
  const { secrets, portOffset } = options;
  const { aws, workers } = await stand.shared;
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
      temporalAddress,
      databaseUrl,
      awsEndpointUrl: aws.endpointUrl,
      dnsServer: aws.dnsServer,
      cloudflareBaseUrl: workers.apiUrl,
      smtp: smtpOf(options),
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
    apiUrls: Object.fromEntries(
      options.regions.map((each, at) => [each, `http://localhost:${regionalPortsOf(at, portOffset)["control-plane"]}`]),
    ),
    primaryUrl:
      primary === index
        ? undefined
        : `http://127.0.0.1:${regionalPortsOf(primary, portOffset)["control-plane-internal"]}`,
  });
  const startReady = (app: "worker" | "control-plane", port: number, opsPort: number) => {
    const healthUrl = loopback(opsPort, "/readyz");
    const environment = app === "worker" ? environments.worker : environments.controlPlane;
    return start(app, { port, healthUrl }, () =>
      startApp({ app, environment, logFile: logFile(app), readyUrl: healthUrl }),
    );
  };
  // The worker brings the database to its shape, and the control plane is ready once that is done.
  await Promise.all([
    startReady("worker", ports["worker-ops"], ports["worker-ops"]),
    startReady("control-plane", ports["control-plane"], ports["control-plane-ops"]),
  ]);
};
