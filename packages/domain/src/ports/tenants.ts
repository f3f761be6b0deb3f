import type { RequestOrigin } from "../audit/event.ts";
import type { RegionId } from "../naming/region.ts";
import type { WorkspaceId } from "../workspace/id.ts";

export const tenantStatuses = ["reserved", "active", "deleted"] as const;
export type TenantStatus = (typeof tenantStatuses)[number];

/** The primary's provisioning metadata of a workspace. Its row outlives the workspace, so that an id is never used twice. */
export type Tenant = {
  workspaceId: WorkspaceId;
  region: RegionId;
  delegatedZone: string;
  status: TenantStatus;
};

/** The region whose call changes a tenant; the change leaves an audit event then. */
export type TenantCaller = RequestOrigin & { region: RegionId };

/** Local on the primary, a call to its internal listener elsewhere. Each call is repeatable by the same region. */
export type Tenants = {
  /** Claims the id for good. `reservation` tells our own repeated call from another's. @throws CogrionError `workspace_slug_taken` */
  reserve(tenant: Omit<Tenant, "status">, reservation: string, by?: TenantCaller): Promise<void>;
  /** Fails for an id that was never reserved, or is deleted. */
  activate(workspaceId: WorkspaceId, by?: TenantCaller): Promise<void>;
  markDeleted(workspaceId: WorkspaceId, by?: TenantCaller): Promise<void>;
  get(workspaceId: WorkspaceId): Promise<Tenant | undefined>;
};
