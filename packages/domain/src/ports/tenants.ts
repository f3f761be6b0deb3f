import type { RequestOrigin } from "../audit/event.ts";
import type { RegionId } from "../naming/region.ts";
import type { WorkspaceId } from "../workspace/id.ts";

export const tenantStatuses = ["reserved", "active", "deleted"] as const;
export type TenantStatus = (typeof tenantStatuses)[number];

/**
 * The primary's provisioning metadata of a workspace. Its row outlives the workspace, so an id is
 * never reused.
 */
export type Tenant = {
  workspaceId: WorkspaceId;
  region: RegionId;
  delegatedZone: string;
  status: TenantStatus;
};

/** The calling region; if it is set, a change leaves an audit event. */
export type TenantCaller = RequestOrigin & { region: RegionId };

/**
 * Local on the primary; elsewhere, a call to the primary's internal listener. The same region can
 * repeat each call.
 */
export type Tenants = {
  /**
   * Reserves the id permanently. `reservation` distinguishes our own repeated call from another
   * region's. @throws CogrionError `workspace_slug_taken`
   */
  reserve(tenant: Omit<Tenant, "status">, reservation: string, by?: TenantCaller): Promise<void>;
  /** Fails for an id that was never reserved, or was deleted. */
  activate(workspaceId: WorkspaceId, by?: TenantCaller): Promise<void>;
  markDeleted(workspaceId: WorkspaceId, by?: TenantCaller): Promise<void>;
  get(workspaceId: WorkspaceId): Promise<Tenant | undefined>;
};
