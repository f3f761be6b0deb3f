import { z } from "zod";
import { defineRoute } from "../route.ts";
import { idempotencyHeaders, ifMatch, pageOf, pageQuery, workspaceParams } from "../schemas/common.ts";
import { createWorkspaceBody, listWorkspacesFilter, workspace } from "../schemas/workspaces.ts";

const accepted = {
  description: "Accepted; watch the workspace's events",
  schema: workspace,
  headers: { location: "The workspace's URL", etag: "Its version" },
};

export const createWorkspace = defineRoute({
  id: "workspaces.create",
  method: "POST",
  path: "/api/workspaces",
  summary: "Ask for a workspace",
  description:
    "Provisioning begins at once with a preflight. Until the role of the onboarding template exists in the AWS account, the workspace is `blocked` with a hint; `retry` goes on.",
  security: "principal",
  permission: "workspace.create",
  isIdempotent: true,
  headers: idempotencyHeaders,
  body: createWorkspaceBody,
  responses: { 202: accepted },
  errors: ["account_not_found", "role_insufficient", "workspace_slug_taken", "workspace_slug_invalid"],
});

export const listWorkspaces = defineRoute({
  id: "workspaces.list",
  method: "GET",
  path: "/api/workspaces",
  summary: "The workspaces of your accounts",
  security: "principal",
  query: z.strictObject({ ...listWorkspacesFilter, ...pageQuery }),
  responses: { 200: { description: "A page", schema: pageOf(workspace) } },
  errors: ["cursor_invalid", "account_not_found"],
});

const onWorkspace = {
  security: "principal",
  params: workspaceParams,
} as const;

export const getWorkspace = defineRoute({
  ...onWorkspace,
  id: "workspaces.get",
  method: "GET",
  path: "/api/workspaces/{workspace_id}",
  summary: "One workspace",
  permission: "workspace.read",
  responses: { 200: { description: "The workspace", schema: workspace, headers: { etag: "Its version" } } },
  errors: ["workspace_not_found"],
});

export const retryWorkspace = defineRoute({
  ...onWorkspace,
  id: "workspaces.retry",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/retry",
  summary: "Go on after the hint's cause is mended",
  permission: "workspace.operate",
  headers: ifMatch,
  responses: { 202: accepted },
  errors: ["workspace_not_found", "role_insufficient", "workspace_state_conflict", "version_mismatch"],
});

export const cancelWorkspace = defineRoute({
  ...onWorkspace,
  id: "workspaces.cancel",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/cancel",
  summary: "Stop provisioning and undo what was made",
  permission: "workspace.operate",
  headers: ifMatch,
  responses: { 202: accepted },
  errors: ["workspace_not_found", "role_insufficient", "workspace_state_conflict", "version_mismatch"],
});

export const deleteWorkspace = defineRoute({
  ...onWorkspace,
  id: "workspaces.delete",
  method: "DELETE",
  path: "/api/workspaces/{workspace_id}",
  summary: "Delete the workspace and all that was made for it",
  permission: "workspace.delete",
  headers: ifMatch,
  responses: { 202: accepted },
  errors: ["workspace_not_found", "role_insufficient", "version_mismatch"],
});
