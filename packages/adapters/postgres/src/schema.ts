import type {
  AuditEvent,
  CommandKind,
  Drift,
  Health,
  Hint,
  JsonObject,
  InvitationStatus,
  LedgerEntry,
  MailKind,
  MailStatus,
  PreflightCheck,
  ReportedHealth,
  ResourceKind,
  ResourceStatus,
  Role,
  PublicKey,
  ServicePrincipalRole,
  ServicePrincipalState,
  IdentifiedKey,
  SignInGrantKind,
  StepId,
  StepStatus,
  SupportAccessState,
  SupportRole,
  WorkspaceEventType,
  WorkspaceState,
} from "@cogrion/domain";
import type { IssuerLinkTables } from "./schema-of-issuer-links.ts";
import type { ColumnType, Generated, GeneratedAlways } from "kysely";
import type { PrimaryTables } from "./schema-primary.ts";

// node-postgres would write an array into a JSON column as a PostgreSQL array, so we serialize JSON
// ourselves.
type Json<T> = ColumnType<T, string, string>;
type JsonOrNull<T> = ColumnType<T | null, string | null, string | null>;
/** Dates become text within a JSON column. */
export type StoredLedgerEntry = Omit<LedgerEntry, "createdAt" | "updatedAt"> & { createdAt: string; updatedAt: string };

/** The tables as created by migrations/. */
export type Database = IssuerLinkTables &
  PrimaryTables & {
    accounts: {
      id: string;
      name: string;
      version: Generated<number>;
      created_at: Generated<Date>;
      updated_at: Generated<Date>;
    };
    account_members: {
      account_id: string;
      principal_uid: string;
      email: string;
      roles: Role[];
      version: Generated<number>;
      created_at: Generated<Date>;
    };
    invitations: {
      id: string;
      account_id: string;
      email: string;
      roles: Role[];
      invited_by: string;
      status: Generated<InvitationStatus>;
      generation: Generated<number>;
      created_at: Generated<Date>;
      renewed_at: Date;
      expires_at: Date;
      closed_at: Date | null;
      accepted_by: string | null;
    };
    invitation_tokens: {
      secret_hash: string;
      invitation_id: string;
      generation: number;
      created_at: Generated<Date>;
    };
    mails: {
      id: string;
      kind: MailKind;
      /** Set for an invitation's mail. */
      invitation_id: string | null;
      generation: number | null;
      /** Set for a mail to an owner. */
      support_access_id: string | null;
      recipient: string | null;
      issuer_link_id: string | null;
      /** Of a mail to a person who may sign in to a workspace. */
      sign_in_grant_id: string | null;
      position: GeneratedAlways<string>;
      status: Generated<MailStatus>;
      attempts: Generated<number>;
      created_at: Generated<Date>;
      due_at: Generated<Date>;
      closed_at: Date | null;
    };
    workspaces: {
      id: string;
      account_id: string;
      region: string;
      state: WorkspaceState;
      delegated_zone: string;
      aws_account_id: string;
      aws_role_name: string;
      aws_region: string;
      external_id: string;
      hint: JsonOrNull<Hint>;
      bff_url: string | null;
      bff_public_ip: string | null;
      bff_registered_at: Date | null;
      event_sequence: Generated<number>;
      version: Generated<number>;
      generation: Generated<number>;
      confirmed_aws_account_id: string | null;
      provisioned_at: Date | null;
      forced_deletion_reason: string | null;
      created_at: Generated<Date>;
      updated_at: Generated<Date>;
      deleted_at: Date | null;
    };
    reservations: {
      workspace_id: string;
      account_id: string;
      due_at: Date;
      /** The generation of the tenant that is being released. */
      generation: number | null;
      attempts: Generated<number>;
    };
    workspace_id_tails: { workspace_id: string; tail: string; account_id: string; state: WorkspaceState };
    workspace_sign_ins: {
      workspace_id: string;
      client_keys: ColumnType<IdentifiedKey[], string | undefined, string>;
      /** Raised by triggers when members or grants change. */
      revision: Generated<number>;
      synced_revision: Generated<number>;
      sync_attempts: Generated<number>;
      sync_due_at: Generated<Date>;
    };
    sign_in_grants: {
      id: string;
      workspace_id: string;
      kind: SignInGrantKind;
      value: string;
      granted_by: string;
      created_at: Generated<Date>;
      revoked_at: Date | null;
    };
    workspace_heartbeats: { workspace_id: string; at: Date; reported: ReportedHealth; announced: Health | null };
    provisioning_steps: {
      workspace_id: string;
      step: StepId;
      status: StepStatus;
      attempts: Generated<number>;
      started_at: Date | null;
      finished_at: Date | null;
      result: JsonOrNull<Record<string, string>>;
      /** Failed attempts since the limits were reset. */
      failures: Generated<number>;
      /** Time in which the step really checked what it waits for, since the limits were reset. */
      waited_seconds: Generated<number>;
      last_looked_at: Date | null;
    };
    cleanups: { workspace_id: string; due_at: Date | null; attempts: Generated<number> };
    preflight_reports: { id: string; workspace_id: string; checked_at: Date; checks: Json<PreflightCheck[]> };
    reconciliations: {
      workspace_id: string;
      due_at: Date | null;
      checked_at: Date | null;
      drifts: JsonOrNull<Drift[]>;
      delegation_due_at: Date | null;
      delegation_suspected_at: Date | null;
    };
    resource_ledger: {
      position: GeneratedAlways<string>;
      workspace_id: string;
      kind: ResourceKind;
      step: StepId;
      owner: LedgerEntry["owner"];
      name: string;
      external_id: string | null;
      status: ResourceStatus;
      reason: string | null;
      created_at: Generated<Date>;
      updated_at: Generated<Date>;
    };
    offboarding_receipts: {
      workspace_id: string;
      finished_at: Date;
      deleted: Json<StoredLedgerEntry[]>;
      left: Json<StoredLedgerEntry[]>;
      is_account_unreachable: boolean;
    };
    workspace_events: {
      workspace_id: string;
      sequence: number;
      type: WorkspaceEventType;
      data: Json<Record<string, unknown>>;
      at: Generated<Date>;
    };
    workspace_commands: {
      id: string;
      workspace_id: string;
      kind: CommandKind;
      position: GeneratedAlways<string>;
      attempts: Generated<number>;
      created_at: Generated<Date>;
      due_at: Generated<Date>;
      delivered_at: Date | null;
    };
    quota_uses: { quota: string; subject: string; used_at: Date };
    workspace_tokens: {
      id: string;
      workspace_id: string;
      name: string;
      minted_by: string | null;
      secret_hash: string;
      created_at: Generated<Date>;
      last_used_at: Date | null;
      revoked_at: Date | null;
    };
    workspace_configs: {
      workspace_id: string;
      version: number;
      feature_flags: Json<Record<string, boolean>>;
      created_at: Generated<Date>;
    };
    bff_registrations: {
      position: GeneratedAlways<string>;
      workspace_id: string;
      key: string;
      request_hash: string;
      bff_url: string;
      created_at: Generated<Date>;
    };
    idempotency_keys: {
      scope: string;
      key: string;
      request_hash: string;
      status: number;
      headers: Json<Record<string, string>>;
      body: Json<unknown>;
      created_at: Generated<Date>;
    };
    audit_events: {
      id: string;
      account_id: string | null;
      actor_kind: AuditEvent["actor"]["kind"];
      actor_id: string;
      action: string;
      target_kind: string;
      target_id: string;
      source_ip: string | null;
      outcome: AuditEvent["outcome"];
      request_id: string | null;
      at: Generated<Date>;
      details: JsonOrNull<JsonObject>;
      // bigint: as text.
      sequence: GeneratedAlways<string>;
      previous_hash: GeneratedAlways<string>;
      hash: GeneratedAlways<string>;
    };
    /**
     * Only the trigger of audit_events writes it. The nil UUID stands for the events without an
     * account.
     */
    audit_heads: { chain_id: string; sequence: GeneratedAlways<string>; hash: GeneratedAlways<string> };
    support_access: {
      id: string;
      account_id: string;
      staff_uid: string;
      staff_email: string;
      role: SupportRole;
      reason: string;
      duration_seconds: number;
      /** States that people decided; expiry is not written. */
      state: Exclude<SupportAccessState, "lapsed" | "expired">;
      requested_at: Date;
      decided_at: Date | null;
      decided_by: string | null;
      expires_at: Date | null;
      ended_at: Date | null;
      ended_by: string | null;
    };
    service_principals: {
      id: string;
      account_id: string;
      name: string;
      roles: ServicePrincipalRole[];
      state: Generated<ServicePrincipalState>;
      subject: string | null;
      revision: Generated<number>;
      synced_revision: Generated<number>;
      sync_attempts: Generated<number>;
      sync_due_at: Generated<Date>;
      created_by: string;
      created_at: Generated<Date>;
      last_used_at: Date | null;
    };
    service_principal_keys: {
      service_principal_id: string;
      id: string;
      public_key: Json<PublicKey>;
      created_at: Generated<Date>;
    };
  };
