import type {
  driftReport,
  hint,
  ledgerEntry,
  offboardingReceipt,
  preflightReport,
  step,
  workspace,
} from "@cogrion/contract";
import type {
  DriftReport,
  Hint,
  LedgerEntry,
  OffboardingReceipt,
  PreflightReport,
  Step,
  Workspace,
} from "@cogrion/domain";
import { healthOf, roleArnOf, stepIds, stepTitles } from "@cogrion/domain";
import type { z } from "zod";

export const presentWorkspace = (
  { id, accountId, region, state, delegatedZone, aws, hint, bff, createdAt, updatedAt }: Workspace,
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
  created_at: createdAt.toISOString(),
  updated_at: updatedAt.toISOString(),
});

const presentHint = ({ code, owner, summary, action, permissions, policyStatement }: Hint): z.infer<typeof hint> => ({
  code,
  owner,
  summary,
  action,
  ...(permissions === undefined ? {} : { permissions }),
  ...(policyStatement === undefined ? {} : { policy_statement: policyStatement }),
});

export const presentStep = ({ id, status, attempts, startedAt, finishedAt, result }: Step): z.infer<typeof step> => ({
  id,
  number: stepIds.indexOf(id) + 1,
  title: stepTitles[id],
  status,
  attempts,
  started_at: startedAt?.toISOString() ?? null,
  finished_at: finishedAt?.toISOString() ?? null,
  result: result ?? null,
});

export const presentPreflight = ({ checks, checkedAt }: PreflightReport): z.infer<typeof preflightReport> => ({
  checked_at: checkedAt.toISOString(),
  checks: checks.map(({ id, status, detail, hint }) => ({
    id,
    status,
    detail,
    hint: hint === undefined ? null : presentHint(hint),
  })),
});

export const presentDrift = ({ checkedAt, drifts }: DriftReport): z.infer<typeof driftReport> => ({
  checked_at: checkedAt.toISOString(),
  items: drifts.map(({ isRepaired, ...drift }) => ({ ...drift, is_repaired: isRepaired })),
});

export const presentLedgerEntry = (entry: LedgerEntry): z.infer<typeof ledgerEntry> => ({
  kind: entry.kind,
  step: entry.step,
  owner: entry.owner,
  name: entry.name,
  external_id: entry.externalId ?? null,
  status: entry.status,
  reason: entry.reason ?? null,
  created_at: entry.createdAt.toISOString(),
  updated_at: entry.updatedAt.toISOString(),
});

export const presentReceipt = (receipt: OffboardingReceipt): z.infer<typeof offboardingReceipt> => ({
  workspace_id: receipt.workspaceId as z.infer<typeof offboardingReceipt>["workspace_id"],
  finished_at: receipt.finishedAt.toISOString(),
  deleted: receipt.deleted.map(presentLedgerEntry),
  left: receipt.left.map(presentLedgerEntry),
  is_account_unreachable: receipt.isAccountUnreachable,
});
