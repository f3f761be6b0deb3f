import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Place, RegionId } from "@cogrion/domain";
import { dashboardOriginOf } from "@cogrion/local-stack/dashboard/site";
import { ensureLookup, lookupWorkerOf } from "@cogrion/local-stack/edge/lookup";
import { signInWorkerOf } from "@cogrion/local-stack/edge/sign-in";
import { startApp } from "@cogrion/local-stack/parts/app";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import type { RunningPart } from "@cogrion/local-stack/parts/process";
import { unlimited } from "@cogrion/local-stack/region/app-environment";
import type { RegionPart, StartedRegion } from "@cogrion/local-stack/region/options";
import { startRegion } from "@cogrion/local-stack/region/start";
import { regionalPortCount, regionalPortsFrom, sharedPortsOf } from "@cogrion/local-stack/stack/ports";
import { ensureToolchain } from "@cogrion/local-stack/toolchain/index";
import { startTestDashboard } from "./dashboard.ts";
import { createTestFolder, startTestParts, testSecrets } from "./parts.ts";
import type { SystemAddresses, SystemClients } from "./system-clients.ts";
import { createSystemClients } from "./system-clients.ts";

type SharedPart = "workers" | "aws" | "mail";
export type SystemPart = Exclude<RegionPart, "openbao"> | SharedPart;

export type SystemOptions = {
  /** Variables that replace or extend the worker's environment. */
  workerEnvironment?: Record<string, string>;
  /** Also builds and serves the dashboard, with the global sign-in entry and the lookup that it needs. */
  hasDashboard?: boolean;
};

/** What a test does with a system, whether it started it or not. */
export type System = SystemAddresses &
  SystemClients & {
    kill(name: SystemPart): Promise<void>;
    /** With the variables that it was started with at first. */
    restart(name: SystemPart): Promise<void>;
    /** Ends the worker and starts it with these variables beside those that it was started with at first. */
    restartWorkerWith(changes: Record<string, string>): Promise<void>;
  };

export type OwnSystem = System & {
  /** Origin of the dashboard; unless it was asked for, the usual one, where nothing listens. */
  dashboardOrigin: string;
  app(name: "control-plane" | "worker"): RunningPart;
  /** Restarts each part of the region that is not running. */
  ensureRunning(): Promise<void>;
  stop(): Promise<void>;
};

const place: Place = { environment: "local", region: "sgp-1" as RegionId };

const isShared = (name: SystemPart): name is SharedPart => name === "workers" || name === "aws" || name === "mail";

/** The local stack's region on free ports and in a separate folder, without rate limits. */
export const startSystem = async (options: SystemOptions = {}): Promise<OwnSystem> => {
  const toolchain = await ensureToolchain();
  const folder = await createTestFolder();
  const ports = regionalPortsFrom(await freePorts(regionalPortCount));
  const running = new Map<RegionPart, RunningPart>();
  const starters = new Map<RegionPart, () => Promise<RunningPart>>();
  const hasDashboard = options.hasDashboard === true;
  const [lookup = 0, signIn = 0, freePort = 0] = await freePorts(3);
  const sitePorts = { lookup, signIn, dashboard: hasDashboard ? freePort : sharedPortsOf(0).dashboard };
  const dashboardOrigin = dashboardOriginOf(sitePorts.dashboard);
  const workerApps = hasDashboard
    ? [
        lookupWorkerOf({ worker: lookup }),
        signInWorkerOf(signIn, [{ region: place.region, keycloakPort: ports.keycloak }]),
      ]
    : [];
  const aws = { issueDelaySeconds: 0 };
  const shared = startTestParts({ parts: ["workers", "aws", "mail"], aws, workerApps, folder }).then(async (parts) => {
    await ensureLookup(parts.aws.endpointUrl);
    return parts;
  });
  const stop = async (): Promise<void> => {
    // PostgreSQL was started first and stops last, because Keycloak stops more cleanly with its
    // database.
    for (const part of [...running.values()].toReversed()) await part.stop();
    await shared.then((parts) => parts.stop()).catch(() => undefined);
    const dataFolders = [...running.values()].flatMap((part) =>
      "dataFolder" in part ? [String(part.dataFolder)] : [],
    );
    for (const each of [folder, ...dataFolders]) await rm(each, { recursive: true, force: true, maxRetries: 5 });
  };

  const { keycloakAdmin, postgresPassword, cloudflare } = testSecrets;
  const logFile = (part: string): string => join(folder, "logs", `${part}.log`);
  const start = async (): Promise<StartedRegion> => {
    try {
      return await startRegion({
        place,
        ports,
        toolchain,
        secrets: {
          postgresPassword,
          keycloakAdmin,
          cloudflare,
          interRegionToken: randomBytes(32).toString("base64url"),
          keycloakClientSecret: randomBytes(16).toString("base64url"),
        },
        users: [],
        dashboardOrigin,
        shared,
        dataFolder: (part) => join(folder, part),
        logFile,
        apiUrls: { [place.region]: `http://127.0.0.1:${ports["control-plane"]}` },
        primaryUrl: undefined,
        environment: { controlPlane: unlimited, worker: options.workerEnvironment ?? {} },
        async start(name, _at, startPart) {
          starters.set(name, startPart);
          const part = await startPart();
          running.set(name, part);
          return part;
        },
      });
    } catch (error) {
      await stop();
      throw error;
    }
  };
  const region = await start();
  const sharedParts = await shared;
  const dashboard = hasDashboard ? await startTestDashboard(folder, sitePorts, region) : undefined;

  const restartInRegion = async (name: RegionPart): Promise<void> => {
    const part = await starters.get(name)?.();
    if (part !== undefined) running.set(name, part);
  };
  const addresses: SystemAddresses = {
    parts: {
      folder,
      aws: { endpointUrl: sharedParts.aws.endpointUrl },
      workers: { apiUrl: sharedParts.workers.apiUrl },
      mail: { url: sharedParts.mail.url },
      keycloak: { url: `http://127.0.0.1:${ports.keycloak}` },
      temporal: { address: `127.0.0.1:${ports.temporal}` },
    },
    place,
    apiUrl: `http://127.0.0.1:${ports["control-plane"]}`,
    databaseUrl: region.databaseUrl,
    issuer: region.issuer,
    bffPort: ports.bff,
    workerEnvironment: region.workerEnvironment,
    secrets: { keycloakAdmin, cloudflare },
    password: randomBytes(12).toString("base64url"),
  };
  return {
    ...addresses,
    ...createSystemClients(addresses),
    dashboardOrigin,
    app(name) {
      const app = running.get(name);
      if (app === undefined) throw new Error(`${name} is not running`);
      return app;
    },
    kill: async (name) => (isShared(name) ? sharedParts.kill(name) : running.get(name)?.kill()),
    restart: (name) => (isShared(name) ? sharedParts.restart(name) : restartInRegion(name)),
    async restartWorkerWith(changes) {
      await running.get("worker")?.stop();
      const environment = { ...region.workerEnvironment, ...changes };
      const readyUrl = `http://127.0.0.1:${ports["worker-ops"]}/readyz`;
      running.set("worker", await startApp({ app: "worker", environment, logFile: logFile("worker"), readyUrl }));
    },
    async ensureRunning() {
      for (const [name, part] of running) if (part.hasExited()) await restartInRegion(name);
    },
    async stop() {
      await dashboard?.stop();
      await stop();
    },
  };
};
