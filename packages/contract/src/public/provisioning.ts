import { z } from "zod";
import { defineRoute } from "../route.ts";
import { workspaceParams } from "../schemas/common.ts";
import {
  driftReport,
  ledgerEntry,
  offboardingReceipt,
  onboardingTemplate,
  preflightReport,
  step,
  workspaceEvent,
} from "../schemas/provisioning.ts";

const onWorkspace = {
  security: "principal",
  params: workspaceParams,
} as const;

export const getPreflight = defineRoute({
  ...onWorkspace,
  id: "workspaces.preflight",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/preflight",
  summary: "Get the latest preflight report",
  permission: "workspace.read",
  responses: { 200: { description: "The report", schema: preflightReport } },
  errors: ["workspace_not_found", "preflight_not_found"],
});

export const getDrift = defineRoute({
  ...onWorkspace,
  id: "workspaces.drift",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/drift",
  summary: "Get the differences that the last reconciliation found",
  permission: "workspace.read",
  responses: { 200: { description: "The report; without items if nothing has changed", schema: driftReport } },
  errors: ["workspace_not_found", "drift_not_found"],
});

export const getOnboardingTemplate = defineRoute({
  ...onWorkspace,
  id: "workspaces.onboarding_template",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/onboarding-template",
  summary: "Get the onboarding template: CloudFormation and Terraform",
  permission: "workspace.read",
  responses: { 200: { description: "The templates", schema: onboardingTemplate } },
  errors: ["workspace_not_found"],
});

export const listSteps = defineRoute({
  ...onWorkspace,
  id: "workspaces.steps",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/steps",
  summary: "List the nine provisioning steps",
  permission: "workspace.read",
  responses: { 200: { description: "In order", schema: z.object({ items: z.array(step) }) } },
  errors: ["workspace_not_found"],
});

export const streamEvents = defineRoute({
  ...onWorkspace,
  id: "workspaces.events",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/events",
  summary: "List or stream a workspace's events",
  description:
    "With `Accept: text/event-stream` the response is a stream that starts after `Last-Event-ID` (or at the first event) and stays open. Otherwise it is a list of up to 500 events after that id.",
  permission: "workspace.read",
  headers: z.object({
    "last-event-id": z
      .string()
      .regex(/^[0-9]{1,9}$/)
      .optional()
      .meta({ description: "Sequence of the last event that the client has seen" }),
  }),
  responses: {
    200: {
      description: "Events, oldest first",
      schema: z.object({ items: z.array(workspaceEvent) }),
      eventStream:
        "`id` is the sequence, `event` the type, `data` the WorkspaceEvent as JSON; comments keep the connection open",
    },
  },
  errors: ["workspace_not_found"],
});

export const listLedger = defineRoute({
  ...onWorkspace,
  id: "workspaces.ledger",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/ledger",
  summary: "List every external resource created for the workspace",
  permission: "workspace.read",
  responses: { 200: { description: "In the order of creation", schema: z.object({ items: z.array(ledgerEntry) }) } },
  errors: ["workspace_not_found"],
});

export const getReceipt = defineRoute({
  ...onWorkspace,
  id: "workspaces.receipt",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/receipt",
  summary: "Get the offboarding receipt of a deleted workspace",
  permission: "workspace.read",
  responses: { 200: { description: "The receipt", schema: offboardingReceipt } },
  errors: ["workspace_not_found", "receipt_not_found"],
});
