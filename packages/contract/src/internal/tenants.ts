import type { RegionId } from "@cogrion/domain";
import { isRegionId } from "@cogrion/domain";
import { z } from "zod";
import { defineRoute } from "../route.ts";
import { workspaceId } from "../schemas/common.ts";
import { maxLookup, tenant } from "./schemas.ts";

const region = z
  .string()
  .refine(isRegionId)
  .transform((text): RegionId => text as RegionId);

const onTenant = { security: "region", params: z.strictObject({ workspace_id: workspaceId }) } as const;
const done = { 204: { description: "Done" } };

export const getTenant = defineRoute({
  ...onTenant,
  id: "tenants.get",
  method: "GET",
  path: "/internal/tenants/{workspace_id}",
  summary: "Get the tenant of a workspace",
  responses: { 200: { description: "The tenant", schema: tenant } },
  errors: ["workspace_not_found"],
});

export const lookUpTenants = defineRoute({
  id: "tenants.lookup",
  method: "POST",
  path: "/internal/tenants/lookup",
  summary: "Get the tenants of several workspaces",
  security: "region",
  body: z.strictObject({ workspace_ids: z.array(workspaceId).min(1).max(maxLookup) }),
  responses: {
    200: {
      description: "The tenants of the calling region; unknown ids are left out",
      schema: z.object({ tenants: z.array(tenant) }),
    },
  },
  errors: [],
});

export const reserveTenant = defineRoute({
  ...onTenant,
  id: "tenants.reserve",
  method: "PUT",
  path: "/internal/tenants/{workspace_id}",
  summary: "Reserve a workspace id for the calling region",
  body: z.strictObject({
    region,
    delegated_zone: z.string().max(253),
    /** Distinguishes a repeated call of one region from another region's. */
    reservation: z.string().min(1).max(200),
  }),
  responses: done,
  errors: ["region_forbidden", "workspace_slug_taken"],
});

export const activateTenant = defineRoute({
  ...onTenant,
  id: "tenants.activate",
  method: "POST",
  path: "/internal/tenants/{workspace_id}/activate",
  summary: "Mark a tenant as active",
  responses: done,
  errors: ["workspace_not_found"],
});

export const deleteTenant = defineRoute({
  ...onTenant,
  id: "tenants.delete",
  method: "POST",
  path: "/internal/tenants/{workspace_id}/delete",
  summary: "Mark a tenant as deleted",
  responses: done,
  errors: ["workspace_not_found"],
});

export const releaseTenant = defineRoute({
  ...onTenant,
  id: "tenants.release",
  method: "POST",
  path: "/internal/tenants/{workspace_id}/release",
  summary: "Free a reserved workspace id under which nothing was created",
  description: "Changes nothing unless the tenant is `reserved` in this generation, so it can be repeated.",
  body: z.strictObject({ generation: z.int().positive() }),
  responses: done,
  errors: ["workspace_not_found"],
});
