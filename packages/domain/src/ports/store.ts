import type { AuditEvent, AuditFilter, AuditHead, ChainedAuditEvent } from "../audit/event.ts";
import type { CogrionError } from "../errors/error.ts";
import type { Identity, IdentityClaim, IdentityInRegion, SystemRole } from "../identity/principal.ts";
import type { DriftReport } from "../provisioning/drift.ts";
import type { LedgerEntry, OffboardingReceipt, ResourceKind, ResourceStatus } from "../provisioning/ledger.ts";
import type { PreflightReport } from "../provisioning/preflight.ts";
import type { Step, StepId, StepStatus } from "../provisioning/step.ts";
import type { WorkspaceEvent, WorkspaceEventType } from "../workspace/event.ts";
import type { Health } from "../workspace/health.ts";
import type { Bff, Workspace } from "../workspace/workspace.ts";
import type { WorkspaceId } from "../workspace/id.ts";
import type { WorkspaceState } from "../workspace/state.ts";
import type { ServicePrincipalRepository, SupportAccessRepository } from "./access-store.ts";
import type { AccountRepository, InvitationRepository, MailRepository, MemberRepository } from "./membership-store.ts";
import type { CommandKind, WorkspaceCommand } from "./orchestration.ts";
import type { Page, PageRequest } from "./page.ts";

export type WorkspaceToken = {
  id: string;
  workspaceId: WorkspaceId;
  name: string;
  /** Uid of the principal who minted it; undefined for a token of an earlier release. */
  mintedBy: string | undefined;
  createdAt: Date;
  lastUsedAt: Date | undefined;
  revokedAt: Date | undefined;
};

export type ConfigVersion = { version: number; featureFlags: Record<string, boolean>; createdAt: Date };

export type BffRegistration = {
  /** The `Idempotency-Key` that the BFF made at its start. */
  key: string;
  /** SHA-256 of the request, hex. */
  requestHash: string;
  bffUrl: string;
};

/** The answer of the first request under an idempotency key, told to each repetition. */
export type KeptAnswer = { requestHash: string; status: number; headers: Record<string, string>; body: unknown };

/**
 * Repositories of the region's database. Inside `transaction` all of them work on the one transaction; a transaction within a transaction is part of
 * the outer one. If the database is unavailable, each method throws CogrionError `dependency_unavailable`.
 */
export type Store = {
  transaction<T>(work: (tx: Store) => Promise<T>): Promise<T>;
  accounts: AccountRepository;
  members: MemberRepository;
  invitations: InvitationRepository;
  mails: MailRepository;
  supportAccess: SupportAccessRepository;
  servicePrincipals: ServicePrincipalRepository;
  workspaces: {
    create(
      workspace: Omit<Workspace, "version" | "generation" | "createdAt" | "updatedAt" | "deletedAt" | "bff" | "hint">,
    ): Promise<Workspace>;
    get(id: WorkspaceId): Promise<Workspace | undefined>;
    /** How many workspaces of the account are not deleted. */
    countLive(accountId: string): Promise<number>;
    /** Locks the row until the transaction ends. */
    getForUpdate(id: WorkspaceId): Promise<Workspace | undefined>;
    /** Writes state, AWS account, role and region, hint, bff, generation and deletedAt, and raises the version. A heartbeat older than the one recorded is left out. */
    save(workspace: Workspace): Promise<Workspace>;
    /**
     * Newest first. Deleted workspaces are listed only where `state` asks for them. `search` is the beginning of the id or of a word in it (words stand
     * between hyphens); what is found comes in alphabetical order of what matched.
     */
    list(
      filter: { accountIds: string[] | "all"; state?: WorkspaceState | undefined; search?: string | undefined },
      page: PageRequest,
    ): Promise<Page<Workspace>>;
    /** Answers the health last announced. An older heartbeat than the recorded one changes nothing. */
    recordHeartbeat(id: WorkspaceId, heartbeat: Bff["lastHeartbeat"]): Promise<Health | undefined>;
    /** Active workspaces whose derived health (healthOf) is not the one last announced, longest silent first; locked, and those locked by others left out. */
    claimForHealthSweep(limit: number, now: Date): Promise<Workspace[]>;
    /** Answers the health announced before. Call it under the workspace's lock. */
    setAnnouncedHealth(id: WorkspaceId, health: Health): Promise<Health | undefined>;
    /**
     * Workspaces in one of these states that have not changed since `unchangedSince` and for which no command waits to be delivered, by id, after `after`.
     * `lastSignOfLifeAt`: the latest event or command.
     */
    listUnsettled(
      filter: { states: readonly WorkspaceState[]; unchangedSince: Date; after: string },
      limit: number,
    ): Promise<{ id: WorkspaceId; state: WorkspaceState; lastSignOfLifeAt: Date }[]>;
    /** Other workspaces that name the same AWS account, without those that were deleted. */
    listInAwsAccount(workspace: Pick<Workspace, "id" | "aws">): Promise<{ accountId: string; externalId: string }[]>;
    /** Whether somebody has confirmed that the workspace's present AWS account, which another Cogrion account uses, is meant. */
    isAwsAccountConfirmed(id: WorkspaceId): Promise<boolean>;
    confirmAwsAccount(id: WorkspaceId): Promise<void>;
    /** Workspaces that failed for a reason of Cogrion's before this time; locked, and those locked by others left out. */
    claimFailed(limit: number, failedBefore: Date): Promise<Workspace[]>;
  };
  steps: {
    list(id: WorkspaceId): Promise<Step[]>;
    /**
     * Begins (attempts + 1, unless `continuesAttempt` and it is running), ends or resets a step; absent rows are `pending`. Returns the status before
     * and the attempts after.
     */
    set(
      id: WorkspaceId,
      step: StepId,
      change: { status: StepStatus; result?: Record<string, string>; continuesAttempt?: boolean },
    ): Promise<{ previous: StepStatus; attempts: number }>;
    /** Counts an attempt that failed; returns how many did since the limits were reset. A success resets the step's own count. */
    countFailure(id: WorkspaceId, step: StepId): Promise<number>;
    /**
     * Counts the time since the last look as waited, at most `longestGapSeconds` of it: time in which nobody looked does not count. Returns the seconds
     * waited since the limits were reset.
     */
    countLook(id: WorkspaceId, step: StepId, longestGapSeconds: number): Promise<number>;
    /** Every step's failures and waited time begin at zero again. */
    resetLimits(id: WorkspaceId): Promise<void>;
  };
  preflights: {
    save(id: WorkspaceId, report: PreflightReport): Promise<void>;
    latest(id: WorkspaceId): Promise<PreflightReport | undefined>;
  };
  reconciliations: {
    /** From now on the workspace is due at this time; a later call moves it. */
    schedule(id: WorkspaceId, dueAt: Date): Promise<void>;
    /** Those due, longest first, which become due again at `nextDueAt`; what others claim at the same time is left out. */
    claimDue(limit: number, now: Date, nextDueAt: Date): Promise<WorkspaceId[]>;
    save(id: WorkspaceId, report: DriftReport): Promise<void>;
    latest(id: WorkspaceId): Promise<DriftReport | undefined>;
    /** Not due any more; the last report stays. */
    end(id: WorkspaceId): Promise<void>;
  };
  ledger: {
    list(id: WorkspaceId): Promise<LedgerEntry[]>;
    /** Records what is about to be created as `intended`; an entry that is `present` stays. */
    intend(id: WorkspaceId, entry: Pick<LedgerEntry, "kind" | "step" | "owner" | "name">): Promise<void>;
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
  cleanups: {
    /** When a deleted workspace is looked at again; undefined: never. */
    schedule(id: WorkspaceId, dueAt: Date | undefined): Promise<void>;
    /** How often it was looked at. */
    attempts(id: WorkspaceId): Promise<number>;
    /** Those due, longest first; each counts an attempt and becomes due again at `nextDueAt`. What others claim at the same time is left out. */
    claimDue(limit: number, now: Date, nextDueAt: Date): Promise<WorkspaceId[]>;
  };
  receipts: {
    save(receipt: OffboardingReceipt): Promise<void>;
    get(id: WorkspaceId): Promise<OffboardingReceipt | undefined>;
  };
  events: {
    append(id: WorkspaceId, type: WorkspaceEventType, data: Record<string, unknown>): Promise<void>;
    listAfter(id: WorkspaceId, sequence: number, limit: number): Promise<WorkspaceEvent[]>;
  };
  tokens: {
    create(token: {
      workspaceId: WorkspaceId;
      name: string;
      mintedBy: string;
      secretHash: string;
    }): Promise<WorkspaceToken>;
    list(id: WorkspaceId): Promise<WorkspaceToken[]>;
    /** False where the workspace has no such token; revoking twice succeeds. */
    revoke(id: WorkspaceId, tokenId: string): Promise<boolean>;
    revokeAll(id: WorkspaceId): Promise<void>;
    /** Live tokens only. `secretHash` is the SHA-256 of the secret, hex. */
    findByHash(secretHash: string): Promise<WorkspaceToken | undefined>;
    /** Notes the use, to the minute. */
    touch(tokenId: string, at: Date): Promise<void>;
  };
  configs: {
    /** Adds the next version. */
    add(id: WorkspaceId, featureFlags: Record<string, boolean>): Promise<ConfigVersion>;
    latest(id: WorkspaceId): Promise<ConfigVersion>;
  };
  registrations: {
    /** Records a start of the BFF, or answers what its key stands for already. `isCurrent`: no other start was recorded after it. */
    record(
      id: WorkspaceId,
      registration: BffRegistration,
    ): Promise<{ isNew: boolean; isCurrent: boolean; registration: BffRegistration }>;
  };
  commands: {
    enqueue(workspaceId: WorkspaceId, kind: CommandKind): Promise<WorkspaceCommand>;
    /**
     * Undelivered commands that are due, oldest first, and of each workspace only its oldest. Locked until the transaction ends;
     * those that another transaction works on are left out.
     */
    claim(limit: number): Promise<(WorkspaceCommand & { attempts: number })[]>;
    markDelivered(id: string): Promise<void>;
    /** After a failed delivery: not due again before `delaySeconds` are over. */
    postpone(id: string, delaySeconds: number): Promise<void>;
    undelivered(): Promise<{ count: number; oldestAt: Date | undefined }>;
  };
  idempotency: {
    /**
     * Claims the key for this transaction, or answers what the first request under it got. `in_flight` while another transaction holds it.
     * A claim that ends without `finish` leaves nothing behind, whether by rollback or by a crash.
     */
    begin(
      scope: string,
      key: string,
    ): Promise<{ kind: "new" } | { kind: "in_flight" } | { kind: "finished"; answer: KeptAnswer }>;
    finish(scope: string, key: string, answer: KeptAnswer): Promise<void>;
    /** Forgets the answers given before `before`; tells how many. */
    purge(before: Date): Promise<number>;
  };
  quotaUses: {
    /**
     * Notes one use of a quota for the subject, unless `limit` uses lie in the last `windowSeconds`, by the database's clock.
     * Uses of one subject are counted one after the other until the transaction ends; a rollback takes the use back.
     * Returns undefined, or the seconds until the next use is possible.
     */
    take(
      quota: string,
      subject: string,
      options: { limit: number; windowSeconds: number },
    ): Promise<{ retryAfterSeconds: number } | undefined>;
  };
  audit: {
    /**
     * Adds the event to its account's chain. Within a transaction it is written at the end of it, so that the chain's lock is the last one taken and is
     * held no longer than the commit takes; the transaction fails where it cannot be written.
     */
    append(event: AuditEvent): Promise<void>;
    /** In the order of the chain, newest first. */
    list(accountId: string, filter: AuditFilter, page: PageRequest): Promise<Page<ChainedAuditEvent>>;
    /** In the order of the chain, oldest first: those after `after` and up to `upTo`, at most `limit`. */
    listAfter(
      accountId: string,
      filter: AuditFilter,
      range: { after: number; upTo: number; limit: number },
    ): Promise<ChainedAuditEvent[]>;
    /** Undefined where the account has no events. */
    head(accountId: string): Promise<AuditHead | undefined>;
  };
  /** Outside the primary region: what it has answered of who is bound to which subject. */
  bindings: {
    /** The principal's uid and memberships; undefined at the first encounter. @throws CogrionError `identity_mismatch` (and leaves an audit event) */
    find(claim: IdentityClaim): Promise<Pick<IdentityInRegion, "uid" | "accounts"> | undefined>;
    add(claim: IdentityClaim, uid: string): Promise<void>;
    /** Leaves an audit event, and answers the error to throw. */
    refuse(claim: IdentityClaim): Promise<CogrionError>;
  };
  /** Primary only. */
  principals: {
    /** Creates the principal on first encounter, or binds it to a further issuer, with an audit event. @throws CogrionError `identity_mismatch` (and leaves an audit event) when the issuer's subject or the e-mail address is bound otherwise. */
    resolve(claim: IdentityClaim): Promise<IdentityInRegion>;
    /** Changes nothing: undefined where the address is not bound to this subject of the issuer. */
    findBound(claim: IdentityClaim): Promise<IdentityInRegion | undefined>;
    findByEmail(email: string): Promise<Identity | undefined>;
    /** Those who are known, in no order. */
    findByEmails(emails: readonly string[]): Promise<Identity[]>;
    /** Locks the row until the transaction ends. */
    getForUpdate(email: string): Promise<Identity | undefined>;
    setSystemRoles(uid: string, systemRoles: SystemRole[]): Promise<void>;
    /** Everybody who has a system role, by address. */
    listStaff(): Promise<Identity[]>;
  };
};
