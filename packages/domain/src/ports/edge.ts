import type { Route, RouteEntry, WritableRouteEntry } from "../workspace/tenant-route.ts";
import type { WorkspaceId } from "../workspace/id.ts";

/** The lookup's store, or stores, as provisioning writes them. Repeatable; an older write never undoes a newer one where the store can tell. */
export type Routes = {
  /** `version` is the workspace's own at the time of writing, and rises with every change of it. */
  put(workspaceId: WorkspaceId, route: Route, version: number): Promise<void>;
  delete(workspaceId: WorkspaceId, version: number): Promise<void>;
  /** What each store holds; undefined in the place of one that holds nothing. */
  read(workspaceId: WorkspaceId): Promise<(RouteEntry | undefined)[]>;
};

export const routeStoreNames = ["cloudflare-kv", "dynamodb"] as const;
export type RouteStoreName = (typeof routeStoreNames)[number];

/** One of the lookup's stores, in bulk. */
export type RouteStore = {
  name: RouteStoreName;
  /** Entries of these ids; an id without one is left out. */
  read(workspaceIds: readonly string[]): Promise<Map<string, RouteEntry>>;
  /** All entries, a page at a time, in an order of the store's own. A cursor can be used again after a crash. */
  page(cursor: string | undefined): Promise<{ entries: RouteEntry[]; next: string | undefined }>;
  /** Answers those that the store refused because it holds a newer version. Repeatable. */
  write(entries: readonly WritableRouteEntry[]): Promise<{ stale: string[] }>;
};
