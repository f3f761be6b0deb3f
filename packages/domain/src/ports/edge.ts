import type { Route, RouteEntry, WritableRouteEntry } from "../workspace/tenant-route.ts";
import type { WorkspaceId } from "../workspace/id.ts";

/**
 * The lookup's store or stores, as provisioning writes them. Repeatable. An older write never
 * overwrites a newer one if the store can compare versions.
 */
export type Routes = {
  /** `version` is the workspace's version at the time of writing, which rises with every change. */
  put(workspaceId: WorkspaceId, route: Route, version: number): Promise<void>;
  delete(workspaceId: WorkspaceId, version: number): Promise<void>;
  /** The content of each store; undefined for a store without an entry. */
  read(workspaceId: WorkspaceId): Promise<(RouteEntry | undefined)[]>;
};

export const routeStoreNames = ["cloudflare-kv", "dynamodb"] as const;
export type RouteStoreName = (typeof routeStoreNames)[number];

/** One of the lookup's stores, for bulk operations. */
export type RouteStore = {
  name: RouteStoreName;
  /** Entries of these ids; ids without an entry are left out. */
  read(workspaceIds: readonly string[]): Promise<Map<string, RouteEntry>>;
  /**
   * All entries, page by page, in the store's own order. A cursor can be used again after a crash.
   */
  page(cursor: string | undefined): Promise<{ entries: RouteEntry[]; next: string | undefined }>;
  /** Returns the entries that the store rejected because it has a newer version. Repeatable. */
  write(entries: readonly WritableRouteEntry[]): Promise<{ stale: string[] }>;
};
