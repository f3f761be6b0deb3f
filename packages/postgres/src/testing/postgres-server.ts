import type { TestParts } from "@cogrion/local-stack/testing";
import { startTestParts } from "@cogrion/local-stack/testing";
import pg from "pg";

export type PostgresServer = {
  /** A new, empty database. */
  createDatabase(): Promise<string>;
  /** SIGKILL to the postmaster, as a machine's loss; resolves when all its processes are gone. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** A real PostgreSQL of the test's own. */
export const startPostgresServer = async (): Promise<PostgresServer> => {
  const parts: TestParts<"postgres"> = await startTestParts({ parts: ["postgres"] });
  let databases = 0;
  return {
    createDatabase: () => parts.createDatabase(`test_${++databases}`),
    async kill() {
      const pids = await processIds(parts.postgres.url("postgres"));
      await parts.kill("postgres");
      // The postmaster's children notice a moment later, and answer until then.
      while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    restart: () => parts.restart("postgres"),
    stop: () => parts.stop(),
  };
};

const processIds = async (url: string): Promise<number[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    "select pid from pg_stat_activity where pid <> pg_backend_pid()",
  );
  await client.end();
  return rows.map((row) => row.pid);
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
