import {
  driftFindings,
  preflightCheckIds,
  resourceKinds,
  resourceStatuses,
  stepIds,
  stepStatuses,
} from "@cogrion/domain";
import { z } from "zod";
import { timestamp, workspaceId } from "./common.ts";
import { hint } from "./workspaces.ts";

export const step = z
  .object({
    id: z.enum(stepIds),
    number: z.int().min(1).max(9),
    title: z.string(),
    status: z.enum(stepStatuses),
    attempts: z.int(),
    started_at: timestamp.nullable(),
    finished_at: timestamp.nullable(),
    result: z.record(z.string(), z.string()).nullable(),
  })
  .meta({ id: "Step" });

export const preflightReport = z
  .object({
    checked_at: timestamp,
    checks: z.array(
      z.object({
        id: z.enum(preflightCheckIds),
        status: z.enum(["passed", "failed", "skipped"]),
        detail: z.string(),
        hint: hint.nullable(),
      }),
    ),
  })
  .meta({ id: "PreflightReport" });

export const driftReport = z
  .object({
    checked_at: timestamp,
    items: z.array(
      z.object({
        kind: z.enum([...resourceKinds, "client_role"]),
        owner: z.enum(["client", "cogrion"]),
        name: z.string(),
        finding: z.enum(driftFindings),
        detail: z.string(),
        is_repaired: z
          .boolean()
          .meta({ description: "Cogrion's own resources are repaired; the client repairs theirs" }),
      }),
    ),
  })
  .meta({ id: "DriftReport" });

export const onboardingTemplate = z
  .object({
    role_name: z.string(),
    external_id: z.string(),
    trusted_principal_arn: z.string(),
    trust_policy: z.string().meta({ description: "IAM trust policy, JSON text" }),
    permissions_policy: z.string().meta({ description: "IAM policy, JSON text" }),
    cloudformation: z.string().meta({ description: "Template, YAML" }),
    quick_create_url: z.url().nullable().meta({ description: "Opens the AWS console with the template filled in" }),
    terraform: z.string().meta({ description: "Module, HCL" }),
  })
  .meta({ id: "OnboardingTemplate" });

export const ledgerEntry = z
  .object({
    kind: z.enum(resourceKinds),
    step: z.enum(stepIds),
    owner: z.enum(["client", "cogrion"]),
    name: z.string(),
    external_id: z.string().nullable(),
    status: z.enum(resourceStatuses),
    reason: z.string().nullable(),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: "LedgerEntry" });

export const offboardingReceipt = z
  .object({
    workspace_id: workspaceId,
    finished_at: timestamp,
    deleted: z.array(ledgerEntry),
    left: z.array(ledgerEntry),
    is_account_unreachable: z.boolean(),
  })
  .meta({ id: "OffboardingReceipt" });

export const workspaceEvent = z
  .object({
    sequence: z.int(),
    type: z.enum([
      "state_changed",
      "step_changed",
      "preflight_finished",
      "health_changed",
      "bff_registered",
      "receipt_written",
      "drift_changed",
    ]),
    at: timestamp,
    data: z.record(z.string(), z.unknown()),
  })
  .meta({
    id: "WorkspaceEvent",
    description: "`data` of state_changed: {state, hint?}; of step_changed: {step, number, status, attempts, result?}",
  });

export type WorkspaceEventView = z.infer<typeof workspaceEvent>;

export type StepView = z.infer<typeof step>;
