import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAws } from "@cogrion/local-stack/parts/aws";
import type { RunningAws } from "@cogrion/local-stack/parts/aws";
import { ensureDatabase } from "@cogrion/local-stack/database";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import { startKeycloak } from "@cogrion/local-stack/parts/keycloak";
import type { RunningKeycloak } from "@cogrion/local-stack/parts/keycloak";
import { startMail } from "@cogrion/local-stack/parts/mail";
import type { RunningMail } from "@cogrion/local-stack/parts/mail";
import { startOpenBao } from "@cogrion/local-stack/parts/openbao";
import type { RunningOpenBao } from "@cogrion/local-stack/parts/openbao";
import { startPostgres } from "@cogrion/local-stack/parts/postgres";
import type { RunningPostgres } from "@cogrion/local-stack/parts/postgres";
import { startTemporal } from "@cogrion/local-stack/parts/temporal";
import type { RunningTemporal } from "@cogrion/local-stack/parts/temporal";
import { startWorkers } from "@cogrion/local-stack/parts/workers";
import type { RunningWorkers } from "@cogrion/local-stack/parts/workers";
import type { WorkerApp } from "@cogrion/emulators/cloudflare/env";
import { ensureToolchain } from "@cogrion/local-stack/toolchain/index";

export type TestPart = {
  postgres: RunningPostgres;
  keycloak: RunningKeycloak;
  temporal: RunningTemporal;
  workers: RunningWorkers;
  openbao: RunningOpenBao;
  aws: RunningAws;
  mail: RunningMail;
};
export type TestPartName = keyof TestPart;

/** Secrets of this process; every run has its own folders and ports. */
export const testSecrets = {
  postgresPassword: randomBytes(12).toString("base64url"),
  keycloakAdmin: { username: "admin", password: randomBytes(12).toString("base64url") },
  cloudflare: {
    accountId: "0123456789abcdef0123456789abcdef",
    apiToken: randomBytes(12).toString("base64url"),
    namespaceId: "00000000000000000000000000000001",
  },
};

export type TestParts<Name extends TestPartName> = Pick<TestPart, Name> & {
  folder: string;
  /** Sends SIGKILL, like a crash. */
  kill(name: Name): Promise<void>;
  /** Starts a killed part again, with its ports and its data. */
  restart(name: Name): Promise<void>;
  /** A new database in the running PostgreSQL. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
};

type Starters = { [Name in TestPartName]: () => Promise<TestPart[Name]> };

/** A new folder for the data and the logs of parts. */
export const createTestFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "cogrion-test-"));
  // If we are root, PostgreSQL runs as another user and has to enter the folder.
  await chmod(folder, 0o711);
  await mkdir(join(folder, "logs"));
  return folder;
};

/**
 * Starts real parts on free ports in a separate folder, which `stop` removes. `keycloak` also
 * starts PostgreSQL.
 */
export const startTestParts = async <const Name extends TestPartName>(options: {
  parts: readonly Name[];
  /** Passed to the strict AWS layer. */
  aws?: { issueDelaySeconds?: number };
  /** Dynamic configuration of Temporal. */
  temporal?: { dynamicConfig: Readonly<Record<string, number>> };
  /** Keycloak's frontend URL if a proxy is in front of it. */
  keycloakHostname?: string;
  /** Edge apps to run in workerd, with the namespace. */
  workerApps?: WorkerApp[];
  /** A folder from `createTestFolder`; by default a new one. */
  folder?: string;
}): Promise<TestParts<Name>> => {
  const tools = await ensureToolchain();
  const folder = options.folder ?? (await createTestFolder());
  const ports = await freePorts(17);
  const port = (index: number): number => ports[index] ?? 0;
  const logFile = (name: string): string => join(folder, "logs", `${name}.log`);
  const running = new Map<TestPartName, TestPart[TestPartName]>();

  const postgresUrl = (database: string): string => {
    const postgres = running.get("postgres") as RunningPostgres | undefined;
    if (postgres === undefined) throw new Error("PostgreSQL is not among the started parts");
    return postgres.url(database);
  };
  const createDatabase = async (name: string): Promise<string> => {
    await ensureDatabase(postgresUrl("postgres"), name);
    return postgresUrl(name);
  };

  let hasKeycloakDatabase = false;
  const starters: Starters = {
    postgres: () =>
      startPostgres({
        postgresHome: tools.postgresHome,
        dataFolder: join(folder, "postgres"),
        logFile: logFile("postgres"),
        port: port(0),
        password: testSecrets.postgresPassword,
      }),
    keycloak: async () => {
      if (!hasKeycloakDatabase) await createDatabase("keycloak");
      hasKeycloakDatabase = true;
      return startKeycloak({
        keycloakHome: tools.keycloakHome,
        dataFolder: join(folder, "keycloak"),
        logFile: logFile("keycloak"),
        ports: { http: port(1), management: port(2) },
        hostname: options.keycloakHostname ?? `http://localhost:${port(1)}`,
        database: { url: postgresUrl("keycloak"), user: "cogrion", password: testSecrets.postgresPassword },
        admin: testSecrets.keycloakAdmin,
      });
    },
    temporal: () =>
      startTemporal({
        temporal: tools.temporal,
        databaseFile: join(folder, "temporal", "temporal.db"),
        logFile: logFile("temporal"),
        ports: { grpc: port(3), ui: port(4), http: port(5), metrics: port(6) },
        namespace: "cogrion",
        ...options.temporal,
      }),
    workers: () =>
      startWorkers({
        apiPort: port(7),
        runtimePort: port(8),
        persistFolder: join(folder, "workers"),
        ...testSecrets.cloudflare,
        apps: options.workerApps ?? [],
        logFile: logFile("workers"),
      }),
    openbao: () =>
      startOpenBao({
        bao: tools.bao,
        dataFolder: join(folder, "openbao"),
        secretsFile: join(folder, "openbao.json"),
        logFile: logFile("openbao"),
        ports: { api: port(9), cluster: port(10) },
      }),
    aws: () =>
      startAws({
        python: tools.python,
        dataFolder: join(folder, "aws"),
        logFile: logFile("aws"),
        ports: { endpoint: port(11), moto: port(12), dns: port(13), delegatedDns: port(16) },
        faults: true,
        ...(options.aws === undefined ? {} : { acm: options.aws }),
      }),
    mail: () =>
      startMail({
        ports: { smtp: port(14), http: port(15) },
        folder: join(folder, "mail"),
        logFile: logFile("mail"),
      }),
  };

  const stop = async (): Promise<void> => {
    // PostgreSQL last, because Keycloak stops more cleanly with its database.
    for (const name of [...running.keys()].toReversed()) {
      await running.get(name)?.stop();
      running.delete(name);
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    for (const each of foldersElsewhere) await rm(each, { recursive: true, force: true, maxRetries: 5 });
  };
  const foldersElsewhere = new Set<string>();
  const start = async (name: TestPartName): Promise<void> => {
    const part = await starters[name]();
    running.set(name, part);
    if ("dataFolder" in part && !part.dataFolder.startsWith(folder)) foldersElsewhere.add(part.dataFolder);
  };

  const names: readonly TestPartName[] = options.parts;
  const wanted = new Set<TestPartName>(names.includes("keycloak") ? ["postgres", ...names] : names);
  try {
    if (wanted.delete("postgres")) await start("postgres");
    await Promise.all([...wanted].map(start));
  } catch (error) {
    await stop();
    throw error;
  }

  const byName = Object.fromEntries(names.map((name) => [name, { enumerable: true, get: () => running.get(name) }]));
  const parts = {
    folder,
    createDatabase,
    stop,
    kill: async (name: Name) => running.get(name)?.kill(),
    restart: (name: Name) => start(name),
  };
  return Object.defineProperties(parts, byName) as TestParts<Name>;
};
