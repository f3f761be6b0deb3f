import type {
  driftReport,
  ledgerEntry,
  offboardingReceipt,
  preflightReport,
  step,
  workspaceEvent,
} from "@cogrion/contract";
import type {
  DriftReport,
  LedgerEntry,
  OffboardingReceipt,
  PreflightReport,
  Step,
  WorkspaceEvent,
  WorkspaceId,
} from "@cogrion/domain";
import { stepIds, stepTitles } from "@cogrion/domain";
import type { z } from "zod";
import { presentHint } from "./workspaces.ts";

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
  workspace_id: receipt.workspaceId as WorkspaceId,
  finished_at: receipt.finishedAt.toISOString(),
  deleted: receipt.deleted.map(presentLedgerEntry),
  left: receipt.left.map(presentLedgerEntry),
  is_account_unreachable: receipt.isAccountUnreachable,
});

export const presentEvent = ({ sequence, type, at, data }: WorkspaceEvent): z.infer<typeof workspaceEvent> => ({
  sequence,
  type,
  at: at.toISOString(),
  data,
});
