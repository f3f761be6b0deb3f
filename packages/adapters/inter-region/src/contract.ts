import { isIP } from "node:net";
import type { WorkspaceId } from "@cogrion/domain";
import { isRegionId, isWorkspaceId, systemRoles, tenantStatuses } from "@cogrion/domain";
import type { RegionId } from "@cogrion/domain";
import { z } from "zod";

/**
 * What the primary's internal listener answers to the other regions. Never on a public listener; each request carries the inter-region token as a
 * bearer.
 */
export const paths = {
  principals: "/internal/principals",
  principalLookup: "/internal/principals/lookup",
  tenant: (id: string): string => `/internal/tenants/${id}`,
  activation: (id: string): string => `/internal/tenants/${id}/activate`,
  deletion: (id: string): string => `/internal/tenants/${id}/delete`,
} as const;

const workspaceId = z
  .string()
  .refine(isWorkspaceId)
  .transform((text): WorkspaceId => text as WorkspaceId);
const region = z
  .string()
  .refine(isRegionId)
  .transform((text): RegionId => text as RegionId);

export const tenantParams = z.strictObject({ workspace_id: workspaceId });

/** Field names are design 7's: the one answer of the system that is camel-cased. */
export const principalAnswer = z.object({
  uid: z.uuid(),
  externalId: z.string(),
  kind: z.enum(["user", "service"]),
  systemRoles: z.array(z.enum(systemRoles)),
});
export const resolveBody = z.strictObject({
  email: z.email().max(254),
  /** `token_invalid` where it is not a realm of the primary's own environment. */
  issuer: z.url().max(300),
  subject: z.string().min(1).max(255),
  /** Of the request in the asking region, for the audit of a first encounter or a refusal; a region of an earlier release leaves it out. */
  origin: z
    .strictObject({
      source_ip: z
        .string()
        .refine((text) => isIP(text) !== 0)
        .optional(),
      request_id: z.string().min(1).max(128).optional(),
    })
    .optional(),
});
export const principalQuery = z.strictObject({ email: z.email().max(254) });

/** Those of one turn, who would otherwise be asked for one by one. */
export const maxLookup = 100;
export const lookupBody = z.strictObject({ emails: z.array(z.email().max(254)).min(1).max(maxLookup) });
/** Whom nobody knows is left out. */
export const lookupAnswer = z.object({ principals: z.array(principalAnswer.extend({ email: z.string() })) });

export const tenantAnswer = z.object({
  workspace_id: z.string(),
  region: z.string(),
  delegated_zone: z.string(),
  status: z.enum(tenantStatuses),
});

export const reserveBody = z.strictObject({
  region,
  delegated_zone: z.string().max(253),
  /** Tells a region's repeated call from another's. */
  reservation: z.string().min(1).max(200),
});
