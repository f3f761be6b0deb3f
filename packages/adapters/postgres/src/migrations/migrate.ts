import type { Migration } from "kysely/migration";
import { Kysely, PostgresDialect, sql } from "kysely";
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
 * Migrates the database to this version, forward only, and returns the names of the migrations that
 * ran. Each set runs in one transaction under an advisory lock. So several processes may start at
 * once: one migrates, the others wait and find nothing to do.
 */
export const migrate = async ({ databaseUrl, tls, isPrimary }: MigrateOptions): Promise<string[]> => {
  const pool = createPool({
    databaseUrl,
    tls,
    applicationName: "cogrion-migrate",
    maxConnections: 1,
    // An index on a large table takes time to build.
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
  const newer = await appliedByNewerVersion(db, table, Object.keys(migrations));
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations, ...newer }) },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => `${table}/${result.migrationName}`);
};

/**
 * The database has migrations that this version does not know: a newer version ran, and this one is
 * its rollback. Migrations stay compatible with the previous version, so its code keeps working.
 * Unknown migrations that are older than our last one mean a damaged history, which the migrator
 * rejects.
 */
const appliedByNewerVersion = async (
  db: Kysely<unknown>,
  table: string,
  known: readonly string[],
): Promise<Record<string, Migration>> => {
  const last = known.toSorted().at(-1) ?? "";
  const { rows: tables } = await sql<{ name: string | null }>`select to_regclass(${table})::text as name`.execute(db);
  if (tables[0]?.name === null) return {};
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db);
  const unknown = rows.map(({ name }) => name).filter((name) => !known.includes(name) && name > last);
  return Object.fromEntries(unknown.map((name) => [name, { up: async () => undefined }]));
};
