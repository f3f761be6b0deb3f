import type { ApiDescription, RouteTable } from "../route.ts";
import * as principals from "./principals.ts";
import * as tenants from "./tenants.ts";

export * from "./schemas.ts";

/**
 * `/internal/**`: the routes of the primary's internal listener, for the other regions. Never on a
 * public listener.
 */
export const internalRoutes = { ...principals, ...tenants } as const satisfies RouteTable;

export const internalApi: ApiDescription = {
  title: "Cogrion control plane, internal",
  description: "The primary region's records, for the other regions of its environment.",
  routes: internalRoutes,
  tags: {
    principals: "Identities, global over all regions",
    tenants: "Which region holds a workspace id",
  },
  securitySchemes: {
    region: { bearerFormat: "opaque", description: "Inter-region token" },
  },
};
