import { defineRoute } from "../route.ts";
import { limits } from "../schemas/limits.ts";

export const getLimits = defineRoute({
  id: "limits.get",
  method: "GET",
  path: "/api/limits",
  summary: "Get the rate limits and quotas in force",
  security: "principal",
  responses: { 200: { description: "The limits", schema: limits } },
  errors: [],
});
