import { withDatabase } from "@cogrion/local-stack/database";
import { migrate } from "@cogrion/postgres/migrations/migrate";
import type { TestParts } from "../parts.ts";
import { startTestParts } from "../parts.ts";

/** Makes databases of a test's own. */
export type DatabaseServer = {
  /** A new, empty database. */
  createDatabase(): Promise<string>;
  /** A new database in the shape of the primary region's. */
  createMigratedDatabase(): Promise<string>;
  stop(): Promise<void>;
};

export type PostgresServer = DatabaseServer & {
  /** SIGKILL to the postmaster, as a machine's loss; resolves when all its processes are gone. */
  kill(): Promise<void>;
  /** Resolves when it executes queries. */
  restart(): Promise<void>;
};

/** A real PostgreSQL of the test's own, for tests that kill it; `usePostgresServer` costs less. */
export const startPostgresServer = async (): Promise<PostgresServer> => {
  const parts: TestParts<"postgres"> = await startTestParts({ parts: ["postgres"] });
  let databases = 0;
  const createDatabase = (): Promise<string> => parts.createDatabase(`test_${++databases}`);
  return {
    createDatabase,
    async createMigratedDatabase() {
      const databaseUrl = await createDatabase();
      await migrate({ databaseUrl, isPrimary: true });
      return databaseUrl;
    },
    async kill() {
      const pids = await processIds(parts.postgres.url("postgres"));
      await parts.kill("postgres");
      // The postmaster's children notice a moment later, and answer until then.
      while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    async restart() {
      await parts.restart("postgres");
      // It listens before it has replayed what the crash left.
      while ((await processIds(parts.postgres.url("postgres")).catch(() => [])).length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    stop: () => parts.stop(),
  };
};

const processIds = (url: string): Promise<number[]> =>
  withDatabase(url, async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      "select pid from pg_stat_activity where pid <> pg_backend_pid()",
    );
    return rows.map((row) => row.pid);
  });

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
