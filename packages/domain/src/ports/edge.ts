import type { RegionId } from "../naming/region.ts";
import type { WorkspaceId } from "../workspace/id.ts";

/** The value that the tenant lookup answers, field for field. */
export type Route = { region: RegionId; bff_url: string };

/** The lookup's store (Workers KV). Each write is an upsert, each delete repeatable. */
export type Routes = {
  put(workspaceId: WorkspaceId, route: Route): Promise<void>;
  get(workspaceId: WorkspaceId): Promise<Route | undefined>;
  delete(workspaceId: WorkspaceId): Promise<void>;
};
