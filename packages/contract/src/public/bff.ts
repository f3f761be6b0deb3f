import { z } from "zod";
import { defineRoute } from "../route.ts";
import { bffConfig, heartbeatResponse, heartbeatBody, registerBody, registration } from "../schemas/bff.ts";
import { idempotencyKey, workspaceParams } from "../schemas/common.ts";

const forBff = { security: "workspace", params: workspaceParams } as const;

export const getConfig = defineRoute({
  ...forBff,
  id: "bff.config",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/config",
  summary: "Get the BFF's configuration",
  headers: z.object({ "if-none-match": z.string().max(64).optional() }),
  responses: {
    200: { description: "The configuration", schema: bffConfig, headers: { etag: "Its version" } },
    304: { description: "Not modified", headers: { etag: "Its version" } },
  },
  errors: ["workspace_not_found"],
});

export const registerBff = defineRoute({
  ...forBff,
  id: "bff.register",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/register",
  summary: "Register the BFF when it starts",
  description:
    "The BFF creates an `Idempotency-Key` each time it starts. A replayed older registration changes nothing; its response has `is_current: false`.",
  headers: z.object({ "idempotency-key": idempotencyKey }),
  body: registerBody,
  responses: { 200: { description: "Registered", schema: registration } },
  errors: ["workspace_not_found", "bff_url_outside_zone", "workspace_state_conflict", "idempotency_key_reused"],
});

export const heartbeatBff = defineRoute({
  ...forBff,
  id: "bff.heartbeat",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/heartbeat",
  summary: "Report health",
  body: heartbeatBody,
  responses: { 200: { description: "Recorded", schema: heartbeatResponse } },
  errors: ["workspace_not_found", "workspace_state_conflict"],
});
