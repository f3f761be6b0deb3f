import * as domain from "@cogrion/domain";
import { Kysely, PostgresDialect } from "kysely";
import { withDatabase } from "@cogrion/local-stack/database";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPool } from "../connection/pool.ts";
import type { DatabaseServer } from "@cogrion/testing/database/postgres-server";
import { usePostgresServer } from "@cogrion/testing/database/shared-server";
import { migrate } from "./migrate.ts";
import { primaryMigrations } from "./primary/index.ts";
import { membersAndInvitations } from "./region/0007-members-and-invitations.ts";
import { regionMigrations } from "./region/index.ts";

let server: DatabaseServer;
beforeAll(async () => {
  server = await usePostgresServer();
});
afterAll(() => server.stop());

const query = <Row extends pg.QueryResultRow>(databaseUrl: string, text: string): Promise<Row[]> =>
  withDatabase(databaseUrl, async (client) => (await client.query<Row>(text)).rows);

const tablesOf = async (databaseUrl: string): Promise<string[]> =>
  (
    await query<{ table_name: string }>(
      databaseUrl,
      "select table_name from information_schema.tables where table_schema = 'public' order by 1",
    )
  ).map((row) => row.table_name);

it("makes every table once, however many processes migrate at the same time", async () => {
  const databaseUrl = await server.createDatabase();
  const runs = await Promise.all([1, 2, 3].map(() => migrate({ databaseUrl, isPrimary: true })));
  const all = [
    ...Object.keys(primaryMigrations).map((name) => `primary_migrations/${name}`),
    ...Object.keys(regionMigrations).map((name) => `region_migrations/${name}`),
  ];
  expect(runs.flat().sort()).toEqual(all.sort());
  expect(await migrate({ databaseUrl, isPrimary: true })).toEqual([]);
});

it("a version that was rolled back to starts on the schema of the newer one, and on no damaged history", async () => {
  const databaseUrl = await server.createDatabase();
  await migrate({ databaseUrl, isPrimary: true });
  const apply = (name: string) =>
    query(databaseUrl, `insert into region_migrations (name, timestamp) values ('${name}', now()::text)`);
  await apply("9999-of-a-newer-version");
  expect(await migrate({ databaseUrl, isPrimary: true })).toEqual([]);
  await apply("0000-of-nobody");
  await expect(migrate({ databaseUrl, isPrimary: true })).rejects.toThrow(/0000-of-nobody/);
});

it("gives tenants and principals to the primary region only", async () => {
  const databaseUrl = await server.createDatabase();
  await migrate({ databaseUrl, isPrimary: false });
  const tables = await tablesOf(databaseUrl);
  expect(tables).toContain("workspaces");
  expect(tables).not.toContain("tenants");
  expect(tables).not.toContain("principals");
});

it("checks each column that holds one of the domain's words against all of them and no others", async () => {
  const databaseUrl = await server.createDatabase();
  await migrate({ databaseUrl, isPrimary: true });
  const rows = await query<{ name: string; definition: string }>(
    databaseUrl,
    "select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint where contype = 'c'",
  );
  const wordsOf = (name: string): string[] => {
    const definition = rows.find((row) => row.name === name)?.definition ?? "";
    return [...definition.matchAll(/'([a-z0-9_]+)'/g)].map((match) => match[1] ?? "").sort();
  };
  const mirrored: Record<string, readonly string[]> = {
    workspaces_state_check: domain.workspaceStates,
    workspace_heartbeats_announced_check: domain.healths,
    account_members_roles_check: domain.roles,
    invitations_roles_check: domain.roles,
    invitations_status_check: domain.invitationStatuses,
    mails_kind_check: domain.mailKinds,
    mails_status_check: domain.mailStatuses,
    provisioning_steps_step_check: domain.stepIds,
    provisioning_steps_status_check: domain.stepStatuses,
    resource_ledger_kind_check: domain.resourceKinds,
    resource_ledger_step_check: domain.stepIds,
    resource_ledger_status_check: domain.resourceStatuses,
    workspace_events_type_check: domain.workspaceEventTypes,
    workspace_commands_kind_check: domain.commandKinds,
    audit_events_actor_kind_check: domain.auditActorKinds,
    audit_events_outcome_check: domain.auditOutcomes,
    tenants_status_check: domain.tenantStatuses,
    principals_system_roles_check: domain.systemRoles,
    support_access_role_check: domain.supportRoles,
    // States that follow from the clock are never written.
    support_access_state_check: domain.supportAccessStates.filter((state) => !["lapsed", "expired"].includes(state)),
    sign_in_grants_kind_check: domain.signInGrantKinds,
    service_principals_roles_check: domain.servicePrincipalRoles,
    service_principals_state_check: domain.servicePrincipalStates,
  };
  for (const [name, words] of Object.entries(mirrored)) {
    expect({ name, words: wordsOf(name) }).toEqual({ name, words: [...words].sort() });
  }
});

it("knows the address of each member of before, in the primary region and in another", async () => {
  const member = "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10";
  for (const isPrimary of [true, false]) {
    const databaseUrl = await server.createDatabase();
    await migrate({ databaseUrl, isPrimary });
    const record = isPrimary
      ? `insert into principals (uid, email, kind, external_id) values ('${member}', 'ada@example.com', 'user', 's')`
      : `insert into principal_bindings values ('https://issuer', 'ada@example.com', 's', '${member}')`;
    await query(databaseUrl, record);
    // The state before addresses existed.
    await query(databaseUrl, "drop table mails, invitation_tokens, invitations");
    await query(databaseUrl, "drop index account_members_newest");
    await query(databaseUrl, "drop trigger account_members_changed on account_members");
    await query(databaseUrl, "alter table account_members drop column email, drop column version");
    await query(databaseUrl, "alter table accounts drop column version, drop column updated_at");
    await query(databaseUrl, `insert into accounts (id, name) values ('${member}', 'Acme')`);
    await query(
      databaseUrl,
      `insert into account_members (account_id, principal_uid, roles) values ('${member}', '${member}', '{owner}')`,
    );
    await applyAlone(databaseUrl, membersAndInvitations);
    expect(await query(databaseUrl, "select email from account_members")).toEqual([{ email: "ada@example.com" }]);
  }
});

const applyAlone = async (databaseUrl: string, migration: typeof membersAndInvitations): Promise<void> => {
  const pool = createPool({ databaseUrl, applicationName: "test" });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migration.up(db);
  } finally {
    await db.destroy();
  }
};
