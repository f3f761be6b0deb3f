import type { hint, workspace } from "@cogrion/contract";
import type { Hint, Workspace } from "@cogrion/domain";
import { healthOf, roleArnOf } from "@cogrion/domain";
import type { z } from "zod";

export const presentWorkspace = (
  {
    id,
    accountId,
    region,
    state,
    delegatedZone,
    aws,
    hint,
    bff,
    isNameReusable,
    leftBehind,
    provisionedAt,
    createdAt,
    updatedAt,
  }: Workspace,
  now: Date,
): z.infer<typeof workspace> => ({
  id,
  account_id: accountId,
  region,
  state,
  health: state === "active" && bff !== undefined ? healthOf(bff.lastHeartbeat, now) : null,
  delegated_zone: delegatedZone,
  aws: { account_id: aws.accountId, role_arn: roleArnOf(aws), region: aws.region, external_id: aws.externalId },
  hint: hint === undefined ? null : presentHint(hint),
  bff:
    bff === undefined
      ? null
      : {
          url: bff.url,
          public_ip: bff.publicIp ?? null,
          registered_at: bff.registeredAt.toISOString(),
          last_heartbeat_at: bff.lastHeartbeat.at.toISOString(),
        },
  is_name_reusable: isNameReusable,
  left_behind: leftBehind,
  provisioned_at: provisionedAt?.toISOString() ?? null,
  created_at: createdAt.toISOString(),
  updated_at: updatedAt.toISOString(),
});

export const presentHint = ({
  code,
  owner,
  summary,
  action,
  permissions,
  policyStatement,
}: Hint): z.infer<typeof hint> => ({
  code,
  owner,
  summary,
  action,
  ...(permissions === undefined ? {} : { permissions }),
  ...(policyStatement === undefined ? {} : { policy_statement: policyStatement }),
});
