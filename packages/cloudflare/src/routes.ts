import type { Route, Routes } from "@cogrion/domain";
import { isRegionId } from "@cogrion/domain";
import Cloudflare from "cloudflare";
import { z } from "zod";

export type CloudflareConfig = {
  accountId: string;
  apiToken: string;
  namespaceId: string;
  /** Set only where it is not Cloudflare's own. */
  baseUrl: string | undefined;
};

const storedRoute = z.strictObject({
  region: z.string().transform((text, context) => {
    if (isRegionId(text)) return text;
    context.addIssue("not a region id");
    return z.NEVER;
  }),
  bff_url: z.url(),
});

/** The tenant lookup's store in Workers KV, through Cloudflare's own client. Eventually consistent elsewhere, so a write is not read back to prove it. */
export const createKvRoutes = ({ accountId, apiToken, namespaceId, baseUrl }: CloudflareConfig): Routes => {
  const client = new Cloudflare({
    apiToken,
    maxRetries: 1,
    timeout: 10_000,
    ...(baseUrl === undefined ? {} : { baseURL: baseUrl }),
  });
  const { values } = client.kv.namespaces;
  const keyed = (workspaceId: string) => ({ account_id: accountId, namespace_id: namespaceId, key_name: workspaceId });

  return {
    async put(workspaceId, route) {
      const { key_name: key, ...place } = keyed(workspaceId);
      await values.update(key, { ...place, value: JSON.stringify(route) });
    },
    async get(workspaceId): Promise<Route | undefined> {
      const { key_name: key, ...place } = keyed(workspaceId);
      try {
        const response = await values.get(key, place);
        return storedRoute.parse(JSON.parse(await response.text()));
      } catch (error) {
        if (error instanceof Cloudflare.NotFoundError) return undefined;
        throw error;
      }
    },
    async delete(workspaceId) {
      const { key_name: key, ...place } = keyed(workspaceId);
      try {
        await values.delete(key, place);
      } catch (error) {
        if (!(error instanceof Cloudflare.NotFoundError)) throw error;
      }
    },
  };
};
