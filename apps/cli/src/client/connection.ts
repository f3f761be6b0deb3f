import type { ApiClient } from "@cogrion/contract";
import { createApiClient } from "@cogrion/contract";
import type { Command } from "commander";
import { readApiEnvironment } from "../config.ts";
import { UsageError } from "../failure.ts";
import { createAccessToken } from "../sign-in/access-token.ts";
import { createClientToken } from "../sign-in/client-credentials.ts";
import { checkedToken } from "../sign-in/given-token.ts";
import { createTokenStore } from "../sign-in/token-store.ts";
import type { TokenStore } from "../sign-in/token-store.ts";
import { apiUrlOf, parseApiUrl } from "./api-url.ts";

export type ApiOptions = { apiUrl?: string; json?: boolean };

/** The options of every command that calls an API. */
export const withApiOptions = (command: Command): Command =>
  command
    .option("--api-url <origin>", "origin of the region's API; COGRION_API_URL when absent", parseApiUrl)
    .option("--json", "print JSON instead of text");

export const tokenStore = (): TokenStore => createTokenStore(readApiEnvironment().sessionsFile);

/**
 * The caller's token: from COGRION_TOKEN, from a service principal's key, or from a person's
 * session.
 */
const tokenFor = (apiUrl: string): (() => Promise<string>) => {
  const { token, clientId, clientKeyFile } = readApiEnvironment();
  if (token !== undefined) {
    const checked = checkedToken(token);
    return () => Promise.resolve(checked);
  }
  if (clientId === undefined && clientKeyFile === undefined) return createAccessToken(tokenStore(), apiUrl);
  if (clientId !== undefined && clientKeyFile !== undefined)
    return createClientToken({ clientId, keyFile: clientKeyFile }, apiUrl);
  throw new UsageError("COGRION_CLIENT_ID and COGRION_CLIENT_KEY_FILE belong together: set both or neither.");
};

/** A client of the API that authenticates as the caller. */
export const connect = async (options: ApiOptions): Promise<ApiClient> => {
  const baseUrl = apiUrlOf(options.apiUrl);
  return createApiClient({ baseUrl, token: tokenFor(baseUrl) });
};

/** The access token of the person's session at another region's API. @throws NotSignedInError */
export const sessionTokenOf = (apiUrl: string): Promise<string> => createAccessToken(tokenStore(), apiUrl)();
