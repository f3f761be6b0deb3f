import { z } from "zod";
import { defineRoute } from "../route.ts";
import { protectedResource } from "../schemas/metadata.ts";

export const getProtectedResource = defineRoute({
  id: "metadata.protected_resource",
  method: "GET",
  path: "/.well-known/oauth-protected-resource",
  summary: "Get where to sign in for this API (RFC 9728)",
  security: "none",
  responses: { 200: { description: "The API's own authorization server", schema: protectedResource } },
  errors: [],
});

export const listRegions = defineRoute({
  id: "regions.list",
  method: "GET",
  path: "/api/regions",
  summary: "List the regions of this environment",
  security: "principal",
  responses: {
    200: {
      description: "Regions",
      schema: z.object({
        items: z.array(
          z.object({
            id: z.string(),
            location: z.string(),
            aws_region: z.string(),
            is_current: z.boolean(),
            api_url: z.url().nullable().meta({ description: "Origin of its API; null if it is not known" }),
          }),
        ),
      }),
    },
  },
  errors: [],
});
