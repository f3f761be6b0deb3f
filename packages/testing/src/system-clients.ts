import type { ApiClient } from "@cogrion/contract";
import { createApiClient } from "@cogrion/contract";
import type { Place } from "@cogrion/domain";
import { ensureUsers } from "@cogrion/local-stack/region/realm";
import type { testSecrets } from "./parts.ts";
import { tokenByPassword } from "./password-grant.ts";

/** Where a system's parts are, and what opens them: plain data, so that another process can use the system. */
export type SystemAddresses = {
  parts: {
    folder: string;
    aws: { endpointUrl: string };
    workers: { apiUrl: string };
    mail: { url: string };
    keycloak: { url: string };
    temporal: { address: string };
  };
  place: Place;
  apiUrl: string;
  databaseUrl: string;
  issuer: string;
  bffPort: number;
  /** What the worker was started with at first. */
  workerEnvironment: Record<string, string>;
  secrets: Pick<typeof testSecrets, "keycloakAdmin" | "cloudflare">;
  /** Of every user that a test signs in as. */
  password: string;
};

export type SystemClients = {
  /** A client of the API that is signed in as this user, who is created if missing. */
  clientOf(email: string): Promise<ApiClient>;
  tokenOf(email: string): Promise<string>;
};

// Tokens live for five minutes.
const tokenAgeMilliseconds = 120_000;

/** Clients of a running system, of whichever process started it. */
export const createSystemClients = (addresses: SystemAddresses): SystemClients => {
  const { apiUrl, issuer, parts, place, secrets, password } = addresses;
  const realm = { url: parts.keycloak.url, admin: secrets.keycloakAdmin, region: place.region };
  const users = new Set<string>();

  const tokenOf = async (email: string): Promise<string> => {
    if (!users.has(email)) {
      await ensureUsers(realm, [{ email, firstName: "Test", lastName: "User", password }]);
      users.add(email);
    }
    return tokenByPassword({ issuer, username: email, password });
  };

  return {
    tokenOf,
    async clientOf(email) {
      let token = await tokenOf(email);
      let readAt = Date.now();
      return createApiClient({
        baseUrl: apiUrl,
        token: async () => {
          if (Date.now() - readAt > tokenAgeMilliseconds) [token, readAt] = [await tokenOf(email), Date.now()];
          return token;
        },
      });
    },
  };
};
