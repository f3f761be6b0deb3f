import type { Health, ResourceStatus, StepStatus, WorkspaceState } from "@cogrion/domain";

export type ShapeName = "waiting" | "running" | "done" | "degraded" | "blocked" | "failed" | "offline" | "gone";
export type Tone = "ok" | "warn" | "bad" | "quiet" | "active";
export type Word = { shape: ShapeName; tone: Tone; text: string };

export type StateName = WorkspaceState;
export type HealthName = Health;
export type StepStatusName = StepStatus;
export type LedgerStatus = ResourceStatus;

/** One word for each state that the API has; state-words.test.ts holds that none is missing. */
export const stateWords: Record<WorkspaceState, Word> = {
  requested: { shape: "waiting", tone: "quiet", text: "Requested" },
  preflight: { shape: "running", tone: "active", text: "Checking the role" },
  provisioning: { shape: "running", tone: "active", text: "Provisioning" },
  blocked: { shape: "blocked", tone: "warn", text: "Blocked, your turn" },
  failed: { shape: "failed", tone: "bad", text: "Failed, our turn" },
  awaiting_bff: { shape: "blocked", tone: "warn", text: "Waiting for your BFF" },
  active: { shape: "done", tone: "ok", text: "Active" },
  deleting: { shape: "running", tone: "active", text: "Deleting" },
  deleted: { shape: "gone", tone: "quiet", text: "Deleted" },
};

export const healthWords: Record<Health, Word> = {
  healthy: { shape: "done", tone: "ok", text: "Healthy" },
  degraded: { shape: "degraded", tone: "warn", text: "Degraded" },
  offline: { shape: "offline", tone: "bad", text: "Offline" },
};

export const stepWords: Record<StepStatus, Word> = {
  pending: { shape: "waiting", tone: "quiet", text: "Waiting" },
  running: { shape: "running", tone: "active", text: "Running" },
  succeeded: { shape: "done", tone: "ok", text: "Done" },
  blocked: { shape: "blocked", tone: "warn", text: "Blocked, your turn" },
  failed: { shape: "failed", tone: "bad", text: "Failed, our turn" },
  undoing: { shape: "running", tone: "active", text: "Undoing" },
  undone: { shape: "gone", tone: "quiet", text: "Undone" },
};

export const ledgerWords: Record<ResourceStatus, Word> = {
  intended: { shape: "waiting", tone: "quiet", text: "Intended" },
  present: { shape: "done", tone: "ok", text: "Present" },
  deleting: { shape: "running", tone: "active", text: "Deleting" },
  deleted: { shape: "gone", tone: "quiet", text: "Deleted" },
  left: { shape: "blocked", tone: "warn", text: "Left behind" },
};
