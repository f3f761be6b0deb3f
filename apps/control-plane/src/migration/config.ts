import type { DatabaseConfig, Environment } from "@cogrion/config";
import { databaseOf, readEnvironment } from "@cogrion/config";
import type { Place } from "@cogrion/domain";
import type { LogLevel } from "@cogrion/telemetry";
import { migrationVariables } from "./variables.ts";

export type MigrationConfig = {
  place: Place;
  database: DatabaseConfig;
  isPrimary: boolean;
  logLevel: LogLevel;
  /** Values that no log line may contain. */
  secrets: string[];
};

/** @throws ConfigError */
export const readMigrationConfig = (env: Environment = process.env): MigrationConfig => {
  let database: DatabaseConfig | undefined;
  const { values, secrets } = readEnvironment(migrationVariables, env, (given, fault) => {
    database = databaseOf(given, fault);
  });
  if (database === undefined) throw new Error("no fault was noted for a value that is missing");
  return {
    place: { environment: values.ENVIRONMENT, region: values.REGION },
    database,
    isPrimary: values.PRIMARY_CPLANE_API_URL === undefined,
    logLevel: values.LOG_LEVEL,
    secrets,
  };
};
