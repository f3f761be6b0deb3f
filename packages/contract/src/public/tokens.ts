import { z } from "zod";
import { defineRoute } from "../route.ts";
import { uuid, workspaceId, workspaceParams } from "../schemas/common.ts";
import { mintTokenBody, mintedToken, workspaceToken } from "../schemas/tokens.ts";

export const mintToken = defineRoute({
  id: "tokens.mint",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/tokens",
  summary: "Create a token for the workspace's BFF",
  security: "principal",
  permission: "token.manage",
  limit: "creations",
  params: workspaceParams,
  body: mintTokenBody,
  responses: { 201: { description: "The token; its secret is shown only once", schema: mintedToken } },
  errors: ["workspace_not_found", "role_insufficient", "workspace_state_conflict", "quota_exceeded"],
});

export const listTokens = defineRoute({
  id: "tokens.list",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/tokens",
  summary: "List the workspace's tokens, without their secrets",
  security: "principal",
  permission: "token.manage",
  params: workspaceParams,
  responses: { 200: { description: "Newest first", schema: z.object({ items: z.array(workspaceToken) }) } },
  errors: ["workspace_not_found", "role_insufficient"],
});

export const revokeToken = defineRoute({
  id: "tokens.revoke",
  method: "DELETE",
  path: "/api/workspaces/{workspace_id}/tokens/{token_id}",
  summary: "Revoke a token immediately",
  security: "principal",
  permission: "token.manage",
  params: z.strictObject({ workspace_id: workspaceId, token_id: uuid }),
  responses: { 204: { description: "Revoked" } },
  errors: ["workspace_not_found", "role_insufficient", "token_not_found"],
});
