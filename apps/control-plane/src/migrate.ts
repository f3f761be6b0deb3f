import { ConfigError } from "@cogrion/config";
import { migrate } from "@cogrion/postgres";
import { createLogger } from "@cogrion/telemetry";
import { readMigrationConfig } from "./migration/config.ts";

/**
 * Migrates the region's database to this version's schema, then exits. It can run twice, in
 * parallel, and while the previous version still serves.
 */
const run = async (): Promise<void> => {
  const { place, database, isPrimary, logLevel: level, secrets } = readMigrationConfig();
  const logger = createLogger({ service: "migration", ...place, level, secrets });
  try {
    const migrations = await migrate({ databaseUrl: database.url, tls: database.tls, isPrimary });
    logger.info({ migrations }, "migrated");
  } catch (err) {
    logger.error({ err }, "the database was not migrated; the running version keeps serving");
    process.exitCode = 1;
  }
};

try {
  await run();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
