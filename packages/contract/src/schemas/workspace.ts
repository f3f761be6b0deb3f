import {
  driftFindings,
  healths,
  hintCodes,
  preflightCheckIds,
  resourceKinds,
  resourceStatuses,
  stepIds,
  stepStatuses,
  workspaceStates,
} from "@cogrion/domain";
import { z } from "zod";
import { timestamp, uuid, workspaceId } from "./common.ts";

const awsAccountId = z
  .string()
  .regex(/^[0-9]{12}$/)
  .meta({ example: "222222222222" });

export const hint = z
  .object({
    code: z.enum(hintCodes),
    owner: z.enum(["client", "cogrion"]),
    summary: z.string(),
    action: z.string().meta({ description: "What to do next" }),
    permissions: z.array(z.string()).optional(),
    policy_statement: z.string().optional().meta({ description: "IAM policy statement, JSON text" }),
  })
  .meta({ id: "Hint" });

export const workspace = z
  .object({
    id: workspaceId,
    account_id: uuid,
    region: z.string(),
    state: z.enum(workspaceStates),
    health: z.enum(healths).nullable().meta({ description: "Null unless active" }),
    delegated_zone: z.string(),
    aws: z.object({ account_id: awsAccountId, role_arn: z.string(), region: z.string(), external_id: z.string() }),
    hint: hint.nullable(),
    bff: z
      .object({
        url: z.string(),
        public_ip: z.string().nullable(),
        registered_at: timestamp,
        last_heartbeat_at: timestamp,
      })
      .nullable(),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: "Workspace" });

export const createWorkspaceBody = z.strictObject({
  account_id: uuid,
  slug: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/)
    .optional()
    .meta({ description: "Generated when absent", example: "acme" }),
  aws: z.strictObject({
    account_id: awsAccountId,
    role_name: z
      .string()
      .regex(/^[\w+=,.@-]{1,64}$/)
      .optional()
      .meta({
        description:
          "The role that the onboarding template makes. `CogrionProvisioning-{id}` when absent: a role serves one workspace, so another workspace's must not be named",
        example: "CogrionProvisioning-w-acme",
      }),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-[1-9]$/)
      .optional()
      .meta({ description: "AWS region of the certificate; the Cogrion region's own when absent" }),
  }),
});

export const listWorkspacesFilter = {
  account_id: uuid.optional(),
  state: z.enum(workspaceStates).optional(),
  search: z
    .string()
    .regex(/^[a-z0-9-]{2,34}$/)
    .optional()
    .meta({
      description: "Beginning of the id or of a word in it; what is found comes alphabetically by what matched",
    }),
};

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
        is_repaired: z.boolean().meta({ description: "Cogrion's own are repaired; the client's are theirs to mend" }),
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

/** As the API answers them; the domain's own types stay inside the control plane. */
export type WorkspaceView = z.infer<typeof workspace>;
export type WorkspaceEventView = z.infer<typeof workspaceEvent>;
export type StepView = z.infer<typeof step>;
export type HintView = z.infer<typeof hint>;
