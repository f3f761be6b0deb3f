import { systemRoles, tenantStatuses } from "@cogrion/domain";
import { z } from "zod";

/**
 * The architecture defines these field names; this is the only camel-cased response of the system.
 */
export const identity = z.object({
  uid: z.uuid(),
  externalId: z.string(),
  kind: z.enum(["user", "service"]),
  systemRoles: z.array(z.enum(systemRoles)),
});

/** The maximum number of addresses in one lookup. */
export const maxLookup = 100;

export const tenant = z.object({
  workspace_id: z.string(),
  region: z.string(),
  delegated_zone: z.string(),
  status: z.enum(tenantStatuses),
  /** A primary of an earlier release leaves it out. */
  generation: z.int().positive().default(1),
});
