import type { Account } from "../identity/account.ts";
import type { Identity, VerifiedToken } from "../identity/principal.ts";
import type { Role } from "../identity/role.ts";
import type { LedgerEntry, OffboardingReceipt, ResourceKind, ResourceStatus } from "../provisioning/ledger.ts";
import type { PreflightReport } from "../provisioning/preflight.ts";
import type { Step, StepId, StepStatus } from "../provisioning/step.ts";
import type { Bff, Workspace } from "../workspace/workspace.ts";
import type { WorkspaceId } from "../workspace/id.ts";
import type { WorkspaceState } from "../workspace/state.ts";
import type { CommandKind, WorkspaceCommand } from "./orchestration.ts";

/** Keyset page: `after` is the last row's key of the page before. Rows come newest first unless said otherwise. */
export type Page<Row> = { rows: Row[]; next: string | undefined };
export type PageRequest = { limit: number; cursor: string | undefined };

export type WorkspaceEvent = {
  /** Rises by one per workspace, without gaps; the SSE id. */
  sequence: number;
  workspaceId: WorkspaceId;
  type:
    | "state_changed"
    | "step_changed"
    | "preflight_finished"
    | "health_changed"
    | "bff_registered"
    | "receipt_written";
  data: Record<string, unknown>;
  at: Date;
};

export type AuditEvent = {
  accountId: string | undefined;
  actor: { kind: "principal" | "workspace" | "system"; id: string };
  action: string;
  target: { kind: string; id: string };
  sourceIp: string | undefined;
  outcome: "succeeded" | "refused";
  requestId: string | undefined;
};

export type WorkspaceToken = {
  id: string;
  workspaceId: WorkspaceId;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | undefined;
  revokedAt: Date | undefined;
};

export type ConfigVersion = { version: number; featureFlags: Record<string, boolean>; createdAt: Date };

/** Repositories of the region's database. Inside `transaction` all of them work on the one transaction. */
export type Store = {
  transaction<T>(work: (tx: Store) => Promise<T>): Promise<T>;
  accounts: {
    create(account: { name: string; ownerUid: string }): Promise<Account>;
    get(id: string): Promise<Account | undefined>;
    listForPrincipal(uid: string, page: PageRequest): Promise<Page<Account>>;
    rolesOf(uid: string): Promise<{ id: string; roles: Role[] }[]>;
  };
  workspaces: {
    create(
      workspace: Omit<Workspace, "version" | "createdAt" | "updatedAt" | "deletedAt" | "bff" | "hint">,
    ): Promise<Workspace>;
    get(id: WorkspaceId): Promise<Workspace | undefined>;
    /** Locks the row until the transaction ends. */
    getForUpdate(id: WorkspaceId): Promise<Workspace | undefined>;
    /** Writes state, hint, bff and deletedAt, raises the version. */
    save(workspace: Workspace): Promise<Workspace>;
    list(
      filter: { accountIds: string[] | "all"; state?: WorkspaceState | undefined; search?: string | undefined },
      page: PageRequest,
    ): Promise<Page<Workspace>>;
    recordHeartbeat(id: WorkspaceId, heartbeat: Bff["lastHeartbeat"]): Promise<void>;
    /** Active workspaces whose derived health may differ from the one last announced. */
    listForHealthSweep(limit: number, now: Date): Promise<{ workspace: Workspace; announced: string | undefined }[]>;
    setAnnouncedHealth(id: WorkspaceId, health: string): Promise<void>;
    generationOf(id: WorkspaceId): Promise<number>;
  };
  steps: {
    list(id: WorkspaceId): Promise<Step[]>;
    /** Begins (attempts + 1), ends or resets a step; absent rows are `pending`. */
    set(id: WorkspaceId, step: StepId, change: { status: StepStatus; result?: Record<string, string> }): Promise<void>;
  };
  preflights: {
    save(id: WorkspaceId, report: PreflightReport): Promise<void>;
    latest(id: WorkspaceId): Promise<PreflightReport | undefined>;
  };
  ledger: {
    list(id: WorkspaceId): Promise<LedgerEntry[]>;
    /** Upsert by (workspace, kind, name). */
    set(
      id: WorkspaceId,
      entry: Pick<LedgerEntry, "kind" | "step" | "owner" | "name"> & {
        status: ResourceStatus;
        externalId?: string | undefined;
        reason?: string | undefined;
      },
    ): Promise<void>;
    find(id: WorkspaceId, kind: ResourceKind): Promise<LedgerEntry | undefined>;
  };
  receipts: {
    save(receipt: OffboardingReceipt): Promise<void>;
    get(id: WorkspaceId): Promise<OffboardingReceipt | undefined>;
  };
  events: {
    append(id: WorkspaceId, type: WorkspaceEvent["type"], data: Record<string, unknown>): Promise<void>;
    listAfter(id: WorkspaceId, sequence: number, limit: number): Promise<WorkspaceEvent[]>;
  };
  tokens: {
    create(token: { workspaceId: WorkspaceId; name: string; secretHash: string }): Promise<WorkspaceToken>;
    list(id: WorkspaceId): Promise<WorkspaceToken[]>;
    revoke(id: WorkspaceId, tokenId: string): Promise<boolean>;
    /** Live tokens only. */
    findByHash(secretHash: string): Promise<WorkspaceToken | undefined>;
    touch(tokenId: string, at: Date): Promise<void>;
  };
  configs: {
    latest(id: WorkspaceId): Promise<ConfigVersion>;
  };
  registrations: {
    /** False when this key was recorded before: a replay. */
    record(id: WorkspaceId, key: string, bodyHash: string): Promise<{ isNew: boolean; bodyHash: string }>;
  };
  commands: {
    enqueue(workspaceId: WorkspaceId, kind: CommandKind): Promise<WorkspaceCommand>;
    /** Undelivered commands, oldest first, at most one transaction works on each (SKIP LOCKED). */
    claim(limit: number): Promise<WorkspaceCommand[]>;
    markDelivered(id: string): Promise<void>;
    undelivered(): Promise<{ count: number; oldestAt: Date | undefined }>;
  };
  idempotency: {
    /** Begins a request under this key; an earlier finished one answers its response, one in flight says so. */
    begin(
      scope: string,
      key: string,
      requestHash: string,
    ): Promise<
      { kind: "new" } | { kind: "in_flight" } | { kind: "finished"; requestHash: string; status: number; body: unknown }
    >;
    finish(scope: string, key: string, status: number, body: unknown): Promise<void>;
    abandon(scope: string, key: string): Promise<void>;
  };
  audit: {
    append(event: AuditEvent): Promise<void>;
  };
  /** Primary only. */
  principals: {
    /** Creates the principal on first encounter. @throws CogrionError `identity_mismatch` when (issuer) is bound to another subject. */
    resolve(token: VerifiedToken): Promise<Identity>;
    findByEmail(email: string): Promise<Identity | undefined>;
  };
};
