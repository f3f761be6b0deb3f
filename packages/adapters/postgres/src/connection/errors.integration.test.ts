import { randomUUID } from "node:crypto";
import { Kysely, PostgresDialect, sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DatabaseServer } from "@cogrion/testing/database/postgres-server";
import { usePostgresServer } from "@cogrion/testing/database/shared-server";
import type { TestDatabase } from "@cogrion/testing/database/test-database";
import { createTestDatabase, givenWorkspace } from "@cogrion/testing/database/test-database";
import { constraintErrors } from "./constraints.ts";
import { cogrionErrorOf } from "./errors.ts";

let server: DatabaseServer;
let database: TestDatabase;
beforeAll(async () => {
  server = await usePostgresServer();
  database = await createTestDatabase(server);
});
afterAll(async () => {
  await database.pool.end();
  await server.stop();
});

// These protect against faults of our own: identifiers that we create, and rows that we write only
// together with their parent.
const internal = [
  "account_members_pkey",
  "accounts_pkey",
  "audit_events_account_id_sequence_key",
  "audit_events_pkey",
  "audit_heads_pkey",
  "bff_registrations_pkey",
  "bff_registrations_workspace_id_fkey",
  "call_budget_shares_pkey",
  "call_budgets_pkey",
  "cleanups_pkey",
  "cleanups_workspace_id_fkey",
  "idempotency_keys_pkey",
  "issuer_link_codes_issuer_link_id_fkey",
  "issuer_link_codes_pkey",
  "issuer_links_pkey",
  "mails_issuer_link_id_fkey",
  "invitation_tokens_invitation_id_fkey",
  "invitation_tokens_pkey",
  "invitations_account_id_fkey",
  "invitations_pkey",
  "mails_invitation_id_fkey",
  "mails_pkey",
  "mails_sign_in_grant_id_fkey",
  "mails_support_access_id_fkey",
  "offboarding_receipts_pkey",
  "offboarding_receipts_workspace_id_fkey",
  "preflight_reports_pkey",
  "preflight_reports_workspace_id_fkey",
  "primary_migrations_lock_pkey",
  "primary_migrations_pkey",
  "principal_bindings_issuer_subject_key",
  "principal_bindings_pkey",
  "principal_identities_issuer_subject_key",
  "principal_identities_pkey",
  "principal_identities_principal_uid_fkey",
  "principals_email_key",
  "principals_pkey",
  "provisioning_steps_pkey",
  "provisioning_steps_workspace_id_fkey",
  "rate_limit_budgets_pkey",
  "reconciliations_pkey",
  "reconciliations_workspace_id_fkey",
  "region_migrations_lock_pkey",
  "region_migrations_pkey",
  "reservations_account_id_fkey",
  "reservations_pkey",
  "resource_ledger_pkey",
  "resource_ledger_workspace_id_fkey",
  "service_principal_keys_pkey",
  "service_principal_keys_service_principal_id_fkey",
  "service_principals_account_id_fkey",
  "service_principals_pkey",
  "sign_in_grants_pkey",
  "sign_in_grants_workspace_id_fkey",
  "support_access_account_id_fkey",
  "support_access_pkey",
  "workspace_commands_pkey",
  "workspace_commands_workspace_id_fkey",
  "workspace_configs_pkey",
  "workspace_configs_workspace_id_fkey",
  "workspace_events_pkey",
  "workspace_events_workspace_id_fkey",
  "workspace_heartbeats_pkey",
  "workspace_heartbeats_workspace_id_fkey",
  "workspace_id_tails_pkey",
  "workspace_id_tails_workspace_id_fkey",
  "workspace_sign_ins_pkey",
  "workspace_sign_ins_workspace_id_fkey",
  "workspace_tokens_pkey",
  "workspace_tokens_secret_hash_key",
  "workspace_tokens_workspace_id_fkey",
  "workspaces_external_id_key",
];

it("has an error for the violation of every unique and foreign key", async () => {
  const { rows } = await database.pool.query<{ conname: string }>(
    "select conname from pg_constraint where contype in ('p', 'u', 'f') and connamespace = 'public'::regnamespace",
  );
  expect(rows.map((row) => row.conname).sort()).toEqual([...internal, ...Object.keys(constraintErrors)].sort());
});

it("reports a taken slug, and a missing account, with our own errors", async () => {
  const { store } = database;
  const taken = await givenWorkspace(store);
  await expect(givenWorkspace(store, { id: taken.id })).rejects.toMatchObject({ code: "workspace_slug_taken" });
  await expect(givenWorkspace(store, { accountId: randomUUID() })).rejects.toMatchObject({ code: "account_not_found" });
});

it("answers text with a NUL character as a malformed request", async () => {
  await expect(
    database.store.accounts.create({ name: "a\0b", owner: { uid: randomUUID(), email: "ada@example.com" } }),
  ).rejects.toMatchObject({
    code: "request_invalid",
  });
});

it("a statement or a lock that takes too long is an unavailable dependency", async () => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: database.pool }) });
  const failureOf = (text: string) =>
    db
      .transaction()
      .execute((tx) => sql.raw(text).execute(tx))
      .then(() => undefined, cogrionErrorOf);
  expect(await failureOf("set local statement_timeout = 10; select pg_sleep(5)")).toMatchObject({
    code: "dependency_unavailable",
    retryAfterSeconds: 2,
  });
  const { id } = await givenWorkspace(database.store);
  await database.store.transaction(async (tx) => {
    await tx.workspaces.getForUpdate(id);
    const blocked = await failureOf(
      `set local lock_timeout = 10; update workspaces set version = 9 where id = '${id}'`,
    );
    expect(blocked).toMatchObject({ code: "dependency_unavailable" });
  });
});

it("passes our own errors unchanged", async () => {
  const { id } = await givenWorkspace(database.store);
  const token = { workspaceId: id, name: "bff", mintedBy: randomUUID(), secretHash: "a".repeat(64) };
  await database.store.tokens.create(token);
  await expect(database.store.tokens.create(token)).rejects.toMatchObject({
    constraint: "workspace_tokens_secret_hash_key",
  });
});
