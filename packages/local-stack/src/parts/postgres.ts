import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { withDatabase } from "../database.ts";
import { inheritedEnvironment, isRoot } from "../env.ts";
import { exists } from "../files/exists.ts";
import { reachableDataFolder } from "../toolchain/postgres.ts";
import { run } from "../toolchain/run.ts";
import type { RunningPart } from "./process.ts";
import { startPartProcess } from "./process.ts";

export type PostgresOptions = {
  postgresHome: string;
  dataFolder: string;
  logFile: string;
  port: number;
  password: string;
};
export type RunningPostgres = RunningPart & {
  /** The folder of the data; another one than requested if PostgreSQL's user cannot reach that. */
  dataFolder: string;
  url(database: string): string;
};

// `nobody` exists on every Unix; PostgreSQL only requires a user other than root.
const unprivileged = isRoot() ? { uid: 65534, gid: 65534 } : {};

const isInitialised = (folder: string): Promise<boolean> => exists(join(folder, "PG_VERSION"));

const initialise = async ({ postgresHome, password }: PostgresOptions, folder: string): Promise<void> => {
  await mkdir(dirname(folder), { recursive: true });
  // An interrupted initdb leaves a folder without the marker below.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const secrets = await mkdtemp(join(tmpdir(), "cogrion-initdb-"));
  const passwordFile = join(secrets, "password");
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (isRoot()) {
    await chown(folder, 65534, 65534);
    await chown(passwordFile, 65534, 65534);
    await chown(secrets, 65534, 65534);
  }
  try {
    await run(
      join(postgresHome, "bin", "initdb"),
      [
        "-D",
        folder,
        "-U",
        "cogrion",
        "-A",
        "scram-sha-256",
        "--pwfile",
        passwordFile,
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
      ],
      { env: { ...inheritedEnvironment(), LC_ALL: "C" }, cwd: "/", ...unprivileged },
    );
  } finally {
    await rm(secrets, { recursive: true });
  }
};

/**
 * Tested with a query, because a server that recovers from a crash accepts connections and rejects
 * all of them.
 */
const answersQuery = async (url: string): Promise<boolean> => {
  await withDatabase(url, (client) => client.query("select 1"));
  return true;
};

export const startPostgres = async (options: PostgresOptions): Promise<RunningPostgres> => {
  const folder = await reachableDataFolder(options.dataFolder);
  if (!(await isInitialised(folder))) await initialise(options, folder);
  await chmod(folder, 0o700);
  const settings = {
    port: options.port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 200,
    shared_buffers: "64MB",
    // If the machine crashes, a laptop's stack may lose the last commits; if a process is killed,
    // it never does.
    synchronous_commit: "on",
    fsync: "off",
    log_min_messages: "warning",
  };
  const url = (database: string): string =>
    `postgres://cogrion:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/${database}`;
  const part = await startPartProcess({
    name: "postgres",
    command: join(options.postgresHome, "bin", "postgres"),
    args: ["-D", folder, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    env: { ...inheritedEnvironment(), LC_ALL: "C" },
    cwd: "/",
    logFile: options.logFile,
    isReady: () => answersQuery(url("postgres")),
    readyTimeoutSeconds: 60,
    layer: "store",
    stopSignal: "SIGINT",
    ...unprivileged,
  });
  return { ...part, dataFolder: folder, url };
};
