import * as domain from "@cogrion/domain";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { startPostgresServer } from "../testing/postgres-server.ts";
import { migrate } from "./migrate.ts";
import { primaryMigrations } from "./primary/index.ts";
import { regionMigrations } from "./region/index.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgresServer();
});
afterAll(() => server.stop());

const query = async <Row extends pg.QueryResultRow>(databaseUrl: string, text: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
};

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
  };
  for (const [name, words] of Object.entries(mirrored)) {
    expect({ name, words: wordsOf(name) }).toEqual({ name, words: [...words].sort() });
  }
});
