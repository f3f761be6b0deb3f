import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The folder of the checkout that this command line runs from. */
export const repositoryFolder = resolve(join(import.meta.dirname, "..", "..", ".."));

/** What tools that we start inherit: the person's own environment. */
export const readCliEnvironment = (): NodeJS.ProcessEnv => process.env;

export type ApiEnvironment = {
  apiUrl: string | undefined;
  /** An access token, for automation; nothing is read from or written to the sessions then. */
  token: string | undefined;
  /** A service principal's, for automation as well. */
  clientId: string | undefined;
  clientKeyFile: string | undefined;
  sessionsFile: string;
};

/** The database of a region, for its operator: never on a command line, where everybody on the machine could read its password. */
export const readAuditDatabaseUrl = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  env["COGRION_AUDIT_DATABASE_URL"] === "" ? undefined : env["COGRION_AUDIT_DATABASE_URL"];

/** XDG Base Directory Specification. */
export const readApiEnvironment = (env: NodeJS.ProcessEnv = process.env): ApiEnvironment => {
  const given = (name: string): string | undefined => (env[name] === "" ? undefined : env[name]);
  return {
    apiUrl: given("COGRION_API_URL"),
    token: given("COGRION_TOKEN"),
    clientId: given("COGRION_CLIENT_ID"),
    clientKeyFile: given("COGRION_CLIENT_KEY_FILE"),
    sessionsFile: join(given("XDG_CONFIG_HOME") ?? join(homedir(), ".config"), "cogrion", "sessions.json"),
  };
};

/** By what a command signs in. */
export type Credential = "token" | "service principal" | "session";

export const credentialOf = ({ token, clientId, clientKeyFile }: ApiEnvironment): Credential => {
  if (token !== undefined) return "token";
  return clientId === undefined && clientKeyFile === undefined ? "session" : "service principal";
};

/** For the operator's tools; on no command line, where everybody on the machine reads it. */
export const readPrimaryDatabaseUrl = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  env["PRIMARY_DATABASE_URL"] === "" ? undefined : env["PRIMARY_DATABASE_URL"];

/** For whoever operates the edge: tokens are on no command line. AWS credentials come from the SDK's own chain. */
export const readGivenVariables = (env: NodeJS.ProcessEnv = process.env): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, value]])),
  );

/** What a long command has done so far: XDG Base Directory Specification. */
export const readStateFolder = (env: NodeJS.ProcessEnv = process.env): string => {
  const given = env["XDG_STATE_HOME"];
  return join(given === undefined || given === "" ? join(homedir(), ".local", "state") : given, "cogrion");
};
