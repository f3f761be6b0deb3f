import { awsRegionMessage, awsRegions, healths, hintCodes, workspaceStates } from "@cogrion/domain";
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
    is_name_reusable: z.boolean().meta({
      description:
        "True while nothing was ever created under the id: cancelling or deleting the workspace then frees it for anyone. False: the id is never used again.",
    }),
    left_behind: z.int().min(0).meta({
      description: "How many resources the deletion left in the AWS account; the receipt lists them. 0 before it.",
    }),
    provisioned_at: timestamp.nullable().meta({ description: "When the nine steps first succeeded" }),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: "Workspace" });

const awsRoleName = z.string().regex(/^[\w+=,.@-]{1,64}$/);
const awsRegion = z.enum(awsRegions, { error: awsRegionMessage });

export const correctWorkspaceBody = z.strictObject({
  aws: z
    .strictObject({
      account_id: awsAccountId.optional(),
      role_name: awsRoleName.optional(),
      region: awsRegion.optional(),
    })
    .refine((aws) => Object.values(aws).some((value) => value !== undefined), {
      error: "must have at least one field to correct",
    })
    .meta({ description: "Absent fields are not changed", minProperties: 1 }),
});

export const createWorkspaceBody = z.strictObject({
  account_id: uuid,
  slug: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/)
    .optional()
    .meta({ description: "Generated when absent", example: "acme" }),
  aws: z.strictObject({
    account_id: awsAccountId,
    role_name: awsRoleName.optional().meta({
      description:
        "The role that the onboarding template creates. `CogrionProvisioning-{id}` when absent. A role serves one workspace, so do not pass another workspace's role.",
      example: "CogrionProvisioning-w-acme",
    }),
    region: awsRegion.optional().meta({
      description:
        "AWS region of the certificate. The Cogrion region's own when absent. The AWS account must have it enabled.",
    }),
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
      description: "Start of the id or of a word in it; the results are in alphabetical order of the matching part",
    }),
};

/** As the API returns them; the domain's own types stay inside the control plane. */
export type WorkspaceView = z.infer<typeof workspace>;

export type HintView = z.infer<typeof hint>;
