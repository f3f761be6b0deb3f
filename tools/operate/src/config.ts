import { homedir } from "node:os";
import { join } from "node:path";

/**
 * A region's database, for its operator: never on a command line, where everybody on the machine
 * could read its password.
 */
export const readAuditDatabaseUrl = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  env["COGRION_AUDIT_DATABASE_URL"] === "" ? undefined : env["COGRION_AUDIT_DATABASE_URL"];

/** A region's database, for changes by staff. */
export const readRegionDatabaseUrl = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  env["COGRION_REGION_DATABASE_URL"] === "" ? undefined : env["COGRION_REGION_DATABASE_URL"];

/** For the operator's tools: not on a command line, which everybody on the machine can read. */
export const readPrimaryDatabaseUrl = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  env["PRIMARY_DATABASE_URL"] === "" ? undefined : env["PRIMARY_DATABASE_URL"];

/**
 * For operators of the edge: tokens are not on a command line. AWS credentials come from the SDK's
 * default chain.
 */
export const readGivenVariables = (env: NodeJS.ProcessEnv = process.env): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, value]])),
  );

/** What a long command has done so far: XDG Base Directory Specification. */
export const readStateFolder = (env: NodeJS.ProcessEnv = process.env): string => {
  const given = env["XDG_STATE_HOME"];
  return join(given === undefined || given === "" ? join(homedir(), ".local", "state") : given, "cogrion");
};
