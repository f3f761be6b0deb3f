import type { ApiClient } from "@cogrion/contract";
import { ApiError, createApiClient } from "@cogrion/contract";
import { accessTokenOf, endSession, SessionEndedError } from "../session/index.ts";
import type { SiteRegion } from "../site.ts";

const clients = new Map<string, ApiClient>();

/** The API of a region, as the person who is signed in there. */
export const apiOf = (region: SiteRegion): ApiClient => {
  const known = clients.get(region.id);
  if (known !== undefined) return known;
  const client = createApiClient({
    baseUrl: region.apiUrl,
    token: () => accessTokenOf(region.id),
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (response.status === 401) endSession(region.id);
      return response;
    },
  });
  clients.set(region.id, client);
  return client;
};

const isPassing = (error: unknown): boolean =>
  error instanceof ApiError ? error.problem.status === 429 || error.problem.status === 503 : false;

/** Only what says that it passes is asked again, and not before the API wants it. */
export const retry = (count: number, error: unknown): boolean =>
  !(error instanceof SessionEndedError) && isPassing(error) && count < 2;

export const retryDelay = (count: number, error: unknown): number =>
  error instanceof ApiError && error.retryAfterSeconds !== undefined
    ? Math.min(error.retryAfterSeconds, 30) * 1000
    : 1000 * 2 ** count;

/** The version that a change is made against; none where it is not known. */
export const ifMatch = (version: string | null | undefined): Record<string, string> =>
  version ? { "if-match": version } : {};
