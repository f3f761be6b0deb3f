import { withDatabase } from "@cogrion/local-stack/database";
import { migrate } from "@cogrion/postgres/migrations/migrate";
import type { TestParts } from "../parts.ts";
import { startTestParts } from "../parts.ts";

/** Creates databases for a test. */
export type DatabaseServer = {
  /** A new, empty database. */
  createDatabase(): Promise<string>;
  /** A new database with the primary region's schema. */
  createMigratedDatabase(): Promise<string>;
  stop(): Promise<void>;
};

export type PostgresServer = DatabaseServer & {
  /**
   * Sends SIGKILL to the postmaster, like the loss of a machine; resolves when all its processes
   * have ended.
   */
  kill(): Promise<void>;
  /** Resolves when it executes queries. */
  restart(): Promise<void>;
};

/** A real PostgreSQL for one test, for tests that kill it; `usePostgresServer` costs less. */
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
      // The postmaster's children notice a moment later, and serve until then.
      while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    async restart() {
      await parts.restart("postgres");
      // It listens before it has recovered from the crash.
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
