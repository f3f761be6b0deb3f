import type { Kysely } from "kysely";
import { sql } from "kysely";

const stepCheck = sql`check (step in (
  'assume_role', 'create_hosted_zone', 'delegate_zone', 'request_certificate', 'write_validation_record',
  'await_certificate', 'write_tenant', 'publish_route', 'create_sign_in_client'
))`;

export const provisioning = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table provisioning_steps (
        workspace_id text collate "C" not null references workspaces,
        step text not null constraint provisioning_steps_step_check ${stepCheck},
        status text not null constraint provisioning_steps_status_check check (status in (
          'pending', 'running', 'succeeded', 'blocked', 'failed', 'undoing', 'undone'
        )),
        attempts integer not null default 0,
        started_at timestamptz(3),
        finished_at timestamptz(3),
        result jsonb,
        primary key (workspace_id, step)
      )`.execute(db);
    await sql`
      create table preflight_reports (
        id uuid primary key,
        workspace_id text collate "C" not null references workspaces,
        checked_at timestamptz(3) not null,
        checks jsonb not null
      )`.execute(db);
    await sql`create index preflight_reports_newest on preflight_reports (workspace_id, checked_at desc, id desc)`.execute(
      db,
    );
    await sql`
      create table resource_ledger (
        position bigint generated always as identity,
        workspace_id text collate "C" not null references workspaces,
        kind text not null constraint resource_ledger_kind_check check (kind in (
          'route53_hosted_zone', 'route53_delegation', 'acm_certificate', 'route53_validation_record', 'tenant', 'edge_route',
          'keycloak_client'
        )),
        step text not null constraint resource_ledger_step_check ${stepCheck},
        owner text not null constraint resource_ledger_owner_check check (owner in ('client', 'cogrion')),
        name text not null,
        external_id text,
        status text not null constraint resource_ledger_status_check check (status in (
          'intended', 'present', 'deleting', 'deleted', 'left'
        )),
        reason text,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        primary key (workspace_id, kind, name)
      )`.execute(db);
    await sql`
      create table offboarding_receipts (
        workspace_id text collate "C" primary key references workspaces,
        finished_at timestamptz(3) not null,
        deleted jsonb not null,
        "left" jsonb not null,
        is_account_unreachable boolean not null
      )`.execute(db);
    await sql`
      create table workspace_events (
        workspace_id text collate "C" not null references workspaces,
        sequence integer not null,
        type text not null constraint workspace_events_type_check check (type in (
          'state_changed', 'step_changed', 'preflight_finished', 'health_changed', 'bff_registered', 'receipt_written'
        )),
        data jsonb not null,
        at timestamptz(3) not null default clock_timestamp(),
        primary key (workspace_id, sequence)
      )`.execute(db);
    await sql`
      create table workspace_commands (
        id uuid primary key,
        workspace_id text collate "C" not null references workspaces,
        kind text not null constraint workspace_commands_kind_check check (kind in ('provision', 'retry', 'delete')),
        position bigint generated always as identity,
        attempts integer not null default 0,
        created_at timestamptz(3) not null default now(),
        due_at timestamptz(3) not null default now(),
        delivered_at timestamptz(3)
      )`.execute(db);
    await sql`create index workspace_commands_due on workspace_commands (position) where delivered_at is null`.execute(
      db,
    );
    await sql`
      create index workspace_commands_by_workspace on workspace_commands (workspace_id, position)
      where delivered_at is null`.execute(db);
  },
};
