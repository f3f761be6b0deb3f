import { createApiClient, routes } from "@cogrion/contract";
import type { Configuration, TokenEndpointResponse } from "openid-client";
import { allowInsecureRequests, discovery, None } from "openid-client";
import type { Session } from "./token-store.ts";

export const cliClientId = "cogrion-cli";

/** The issuer that the API itself names (RFC 9728), so that nobody has to configure one. */
export const issuerOfApi = async (apiUrl: string): Promise<string> => {
  const api = createApiClient({ baseUrl: apiUrl, token: () => Promise.resolve(undefined) });
  const { authorization_servers: servers, resource } = await api.call(routes.getProtectedResource, {});
  // Section 3.3: metadata of another resource is not used; it could send people to a stranger's sign-in.
  if (new URL(resource).origin !== new URL(apiUrl).origin) {
    throw new Error(`${apiUrl} says that it is ${resource}. Use that address: --api-url ${resource}`);
  }
  return servers[0] ?? "";
};

const isLoopback = (url: URL): boolean => ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);

/** @throws Error where the issuer cannot be reached, or is not who it says */
export const discover = (issuer: string): Promise<Configuration> => {
  const url = new URL(issuer);
  // Plain HTTP is for the local stack alone.
  const execute = url.protocol === "http:" && isLoopback(url) ? [allowInsecureRequests] : [];
  return discovery(url, cliClientId, undefined, None(), { execute, timeout: 15 });
};

export const sessionOf = (issuer: string, tokens: TokenEndpointResponse, before?: Session): Session => {
  const refreshToken = tokens.refresh_token ?? before?.refresh_token;
  return {
    issuer,
    access_token: tokens.access_token,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    expires_at: Date.now() + (tokens.expires_in ?? 60) * 1000,
  };
};
