import type { RouteEntry } from "@cogrion/domain/workspace/tenant-route";
import type { Environment } from "@cogrion/domain/naming/environment";
import { routeEntryOfText } from "@cogrion/domain/workspace/tenant-route";

/**
 * Reads an environment's routes at the edge: undefined if the store has no entry for the tenant.
 * Throws if the store is unavailable.
 */
export type RouteReader = (tenant: string) => Promise<RouteEntry | undefined>;

/** The part of a Workers KV binding that is used. */
export type KvNamespace = { get(key: string, options: { cacheTtl: number }): Promise<string | null> };

// The minimum that KV accepts. A location that read a route recently uses its cached copy.
const cacheTtlSeconds = 30;

/** Routes in Workers KV. The version is metadata there, which readers do not need. */
export const createKvReader =
  (namespace: KvNamespace, environment: Environment): RouteReader =>
  async (tenant) => {
    const text = await namespace.get(tenant, { cacheTtl: cacheTtlSeconds });
    return text === null ? undefined : routeEntryOfText(text, { workspaceId: tenant, version: 0 }, environment);
  };
