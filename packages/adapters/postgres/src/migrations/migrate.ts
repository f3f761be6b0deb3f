import type { Migration } from "kysely/migration";
import { Kysely, PostgresDialect } from "kysely";
import { Migrator } from "kysely/migration";
import { cogrionErrorOf } from "../connection/errors.ts";
import { createPool } from "../connection/pool.ts";
import type { Tls } from "../connection/tls.ts";
import { primaryMigrations } from "./primary/index.ts";
import { regionMigrations } from "./region/index.ts";

export type MigrateOptions = {
  databaseUrl: string;
  tls?: Tls | undefined;
  /** The primary region also owns tenants and principals. */
  isPrimary: boolean;
};

/**
 * Brings the database to this version's shape, forward only, and answers the names of what was run. Each set runs in one transaction under an advisory
 * lock, so that several processes may start at once: one migrates, the others wait and find nothing to do.
 */
export const migrate = async ({ databaseUrl, tls, isPrimary }: MigrateOptions): Promise<string[]> => {
  const pool = createPool({
    databaseUrl,
    tls,
    applicationName: "cogrion-migrate",
    maxConnections: 1,
    // An index over a large table takes its time.
    statementTimeoutSeconds: 0,
    lockTimeoutSeconds: 0,
  });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const region = await runSet(db, "region_migrations", regionMigrations);
    return isPrimary ? [...region, ...(await runSet(db, "primary_migrations", primaryMigrations))] : region;
  } catch (error) {
    throw cogrionErrorOf(error);
  } finally {
    await db.destroy();
  }
};

const runSet = async (db: Kysely<unknown>, table: string, migrations: Record<string, Migration>): Promise<string[]> => {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => `${table}/${result.migrationName}`);
};
