import { z } from "zod";
import { defineRoute } from "../route.ts";
import { idempotencyHeaders, ifMatch, pageOf, pageQuery, workspaceParams } from "../schemas/common.ts";
import { correctWorkspaceBody, createWorkspaceBody, listWorkspacesFilter, workspace } from "../schemas/workspaces.ts";

const accepted = {
  description: "Accepted; watch the workspace's events",
  schema: workspace,
  headers: { location: "The workspace's URL", etag: "Its version" },
};

export const createWorkspace = defineRoute({
  id: "workspaces.create",
  method: "POST",
  path: "/api/workspaces",
  summary: "Create a workspace",
  description:
    "Provisioning starts immediately with a preflight. Until the role of the onboarding template exists in the AWS account, the workspace is `blocked` with a hint; `retry` continues. The slug is final: once anything was created under it (`is_name_reusable` is false), no workspace can use it again, not even after a deletion.",
  security: "principal",
  permission: "workspace.create",
  isIdempotent: true,
  headers: idempotencyHeaders,
  body: createWorkspaceBody,
  responses: { 202: accepted },
  errors: [
    "account_not_found",
    "role_insufficient",
    "workspace_slug_taken",
    "workspace_slug_invalid",
    "quota_exceeded",
  ],
});

export const listWorkspaces = defineRoute({
  id: "workspaces.list",
  method: "GET",
  path: "/api/workspaces",
  summary: "List the workspaces of your accounts",
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
  summary: "Get a workspace",
  permission: "workspace.read",
  responses: { 200: { description: "The workspace", schema: workspace, headers: { etag: "Its version" } } },
  errors: ["workspace_not_found"],
});

export const retryWorkspace = defineRoute({
  ...onWorkspace,
  id: "workspaces.retry",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/retry",
  summary: "Resume provisioning once the hinted problem is fixed",
  permission: "workspace.operate",
  headers: ifMatch,
  responses: { 202: accepted },
  errors: ["workspace_not_found", "role_insufficient", "workspace_state_conflict", "version_mismatch"],
});

export const repairWorkspace = defineRoute({
  ...onWorkspace,
  id: "workspaces.repair",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/repair",
  summary: "Recreate the missing resources of a provisioned workspace",
  description:
    "Runs the nine steps again, for example after somebody deleted the hosted zone or the certificate: `GET …/drift` lists what is missing. Each step keeps what exists. The BFF may report meanwhile. A repair that is `blocked` continues with `retry` or another `repair`; `cancel` stops it and undoes nothing.",
  permission: "workspace.operate",
  headers: ifMatch,
  responses: { 202: accepted },
  errors: ["workspace_not_found", "role_insufficient", "workspace_state_conflict", "version_mismatch"],
});

export const correctWorkspace = defineRoute({
  ...onWorkspace,
  id: "workspaces.correct",
  method: "PATCH",
  path: "/api/workspaces/{workspace_id}",
  summary: "Correct the AWS account, role or region of a blocked workspace",
  description:
    "Possible while the workspace is `blocked` or `failed`, and its ledger has no entry in the AWS account. The workspace keeps its id and its external id. `retry` continues with the new values.",
  permission: "workspace.operate",
  headers: ifMatch,
  body: correctWorkspaceBody,
  responses: { 200: { description: "The workspace", schema: workspace, headers: { etag: "Its version" } } },
  errors: ["workspace_not_found", "role_insufficient", "workspace_state_conflict", "version_mismatch"],
});

export const cancelWorkspace = defineRoute({
  ...onWorkspace,
  id: "workspaces.cancel",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/cancel",
  summary: "Stop provisioning and undo what was created",
  description:
    "Irreversible, except for a repair, which stops where it is and leaves the workspace in use. The slug becomes free again while `is_name_reusable` is true; once anything was created under it, it never does. To correct a wrong AWS account while nothing was created there, use `PATCH` instead.",
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
  summary: "Delete the workspace and everything that was created for it",
  description:
    "Irreversible. The slug becomes free again only while `is_name_reusable` is true: nothing was ever created under it.",
  permission: "workspace.delete",
  headers: ifMatch,
  responses: { 202: accepted },
  errors: ["workspace_not_found", "role_insufficient", "version_mismatch"],
});
