import type { ApiClient } from "@cogrion/contract";
import { createApiClient } from "@cogrion/contract";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { readApiEnvironment } from "../config.ts";
import { NoApiError, UsageError } from "../failure.ts";
import { createAccessToken } from "../sign-in/access-token.ts";
import { createClientToken } from "../sign-in/client-credentials.ts";
import { createTokenStore } from "../sign-in/token-store.ts";
import type { TokenStore } from "../sign-in/token-store.ts";

export type ApiOptions = { apiUrl?: string; json?: boolean };

const originOf = (text: string): string | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url.origin : undefined;
};

const whatAnOriginIs = "It is an origin, such as https://cplane.sgp-1.cogrion.com.";

const parseOrigin = (text: string): string => {
  const origin = originOf(text);
  if (origin === undefined) throw new InvalidArgumentError(whatAnOriginIs);
  return origin;
};

/** What every command that calls an API takes. */
export const withApiOptions = (command: Command): Command =>
  command
    .option("--api-url <origin>", "origin of the region's API; COGRION_API_URL when absent", parseOrigin)
    .option("--json", "print JSON instead of text");

export const tokenStore = (): TokenStore => createTokenStore(readApiEnvironment().sessionsFile);

/** As given, or as the environment has it. @throws NoApiError */
export const apiUrlOf = ({ apiUrl }: ApiOptions): string => {
  const asked = apiUrl ?? readApiEnvironment().apiUrl;
  if (asked !== undefined) {
    const origin = originOf(asked);
    if (origin === undefined) throw new UsageError(`COGRION_API_URL is "${asked}". ${whatAnOriginIs}`);
    return origin;
  }
  throw new NoApiError();
};

/** Who asks: automation brings a token in COGRION_TOKEN or a service principal's key, people have signed in. */
const tokenFor = (apiUrl: string): (() => Promise<string>) => {
  const { token, clientId, clientKeyFile } = readApiEnvironment();
  if (token !== undefined) return () => Promise.resolve(token);
  if (clientId === undefined && clientKeyFile === undefined) return createAccessToken(tokenStore(), apiUrl);
  if (clientId !== undefined && clientKeyFile !== undefined)
    return createClientToken({ clientId, keyFile: clientKeyFile }, apiUrl);
  throw new UsageError("COGRION_CLIENT_ID and COGRION_CLIENT_KEY_FILE go together: set both, or neither.");
};

/** A client of the API, as who is signed in. */
export const connect = async (options: ApiOptions): Promise<ApiClient> => {
  const baseUrl = apiUrlOf(options);
  return createApiClient({ baseUrl, token: tokenFor(baseUrl) });
};
