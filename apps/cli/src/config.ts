import { homedir } from "node:os";
import { join } from "node:path";

export type ApiEnvironment = {
  apiUrl: string | undefined;
  /** An access token, for automation; sessions are neither read nor written then. */
  token: string | undefined;
  /** A service principal's credentials, also for automation. */
  clientId: string | undefined;
  clientKeyFile: string | undefined;
  sessionsFile: string;
};

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

/** How a command signs in. */
export type Credential = "token" | "service principal" | "session";

export const credentialOf = ({ token, clientId, clientKeyFile }: ApiEnvironment): Credential => {
  if (token !== undefined) return "token";
  return clientId === undefined && clientKeyFile === undefined ? "session" : "service principal";
};

/** A checkout's launcher is not on the PATH, and says so here. */
export const readInvocation = (env: NodeJS.ProcessEnv = process.env): string => env["COGRION_COMMAND"] || "cogrion";
