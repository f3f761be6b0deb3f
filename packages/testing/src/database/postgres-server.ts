import { withDatabase } from "@cogrion/local-stack/database";
import type { TestParts } from "../parts.ts";
import { startTestParts } from "../parts.ts";

export type PostgresServer = {
  /** A new, empty database. */
  createDatabase(): Promise<string>;
  /** SIGKILL to the postmaster, as a machine's loss; resolves when all its processes are gone. */
  kill(): Promise<void>;
  /** Resolves when it answers queries. */
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
