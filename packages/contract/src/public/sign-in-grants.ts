import { z } from "zod";
import { defineRoute } from "../route.ts";
import { uuid, workspaceId, workspaceParams } from "../schemas/common.ts";
import { createSignInGrantBody, signInGrant } from "../schemas/sign-in-grants.ts";

const path = "/api/workspaces/{workspace_id}/sign-in-grants";

export const createSignInGrant = defineRoute({
  id: "sign_in_grants.create",
  method: "POST",
  path,
  summary: "Let people sign in to a workspace",
  description:
    "Members of the workspace's account always may. A person is told by mail, and needs no sign-in yet; every verified address of a domain counts, and each member of a group of the realm. Repeatable: the grant that is there is returned.",
  security: "principal",
  permission: "member.manage",
  limit: "creations",
  params: workspaceParams,
  body: createSignInGrantBody,
  responses: { 201: { description: "The grant; the realm is told within seconds", schema: signInGrant } },
  errors: ["workspace_not_found", "role_insufficient", "workspace_state_conflict", "quota_exceeded", "rate_limited"],
});

export const listSignInGrants = defineRoute({
  id: "sign_in_grants.list",
  method: "GET",
  path,
  summary: "List whom a workspace lets in beside its account's members",
  security: "principal",
  permission: "member.read",
  params: workspaceParams,
  responses: {
    200: {
      description: "Oldest first",
      schema: z.object({
        items: z.array(signInGrant),
        is_in_force: z.boolean().meta({ description: "Whether the realm was told the latest change" }),
      }),
    },
  },
  errors: ["workspace_not_found", "role_insufficient"],
});

export const revokeSignInGrant = defineRoute({
  id: "sign_in_grants.revoke",
  method: "DELETE",
  path: `${path}/{grant_id}`,
  summary: "Take a sign-in grant back",
  description:
    "Whom nothing else lets in gets no further token of the workspace: their session ends within the life of an access token, 5 minutes.",
  security: "principal",
  permission: "member.manage",
  params: z.strictObject({ workspace_id: workspaceId, grant_id: uuid }),
  responses: { 204: { description: "Taken back" } },
  errors: ["workspace_not_found", "role_insufficient", "sign_in_grant_not_found"],
});
