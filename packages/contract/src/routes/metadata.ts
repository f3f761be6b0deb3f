import { defineRoute } from "../route.ts";
import { protectedResource } from "../schemas/metadata.ts";

export const getProtectedResource = defineRoute({
  id: "metadata.protected_resource",
  method: "GET",
  path: "/.well-known/oauth-protected-resource",
  summary: "Where to sign in for this API (RFC 9728)",
  security: "none",
  responses: { 200: { description: "The API's own authorization server", schema: protectedResource } },
  errors: [],
});
