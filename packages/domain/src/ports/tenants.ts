import type { RequestOrigin } from "../audit/event.ts";
import type { RegionId } from "../naming/region.ts";
import type { WorkspaceId } from "../workspace/id.ts";

export const tenantStatuses = ["reserved", "active", "deleted", "released"] as const;
export type TenantStatus = (typeof tenantStatuses)[number];

/**
 * The primary's provisioning metadata of a workspace. Its row outlives the workspace, so that an id
 * under which anything was created is never used twice. `released`: nothing was, and the id is
 * free.
 */
export type Tenant = {
  workspaceId: WorkspaceId;
  region: RegionId;
  delegatedZone: string;
  status: TenantStatus;
  /**
   * Rises when a released id is reserved again: a late call of an earlier reservation changes
   * nothing.
   */
  generation: number;
};

/** The calling region; if it is set, a change leaves an audit event. */
export type TenantCaller = RequestOrigin & { region: RegionId };

/**
 * Local on the primary; elsewhere, a call to the primary's internal listener. The same region can
 * repeat each call.
 */
export type Tenants = {
  /**
   * Claims the id until it is released. `reservation` distinguishes our own repeated call from
   * another's. @throws CogrionError `workspace_slug_taken`
   */
  reserve(tenant: Omit<Tenant, "status" | "generation">, reservation: string, by?: TenantCaller): Promise<void>;
  /** Fails for an id that was never reserved, or is deleted. */
  activate(workspaceId: WorkspaceId, by?: TenantCaller): Promise<void>;
  /**
   * Frees an id that is still `reserved` in this generation. In any other status or generation it
   * changes nothing, so a repeated or late call is harmless.
   */
  release(workspaceId: WorkspaceId, generation: number, by?: TenantCaller): Promise<void>;
  markDeleted(workspaceId: WorkspaceId, by?: TenantCaller): Promise<void>;
  get(workspaceId: WorkspaceId): Promise<Tenant | undefined>;
  /** Unknown ids are left out. */
  list(workspaceIds: readonly WorkspaceId[]): Promise<Tenant[]>;
};
