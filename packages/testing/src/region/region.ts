import { randomUUID } from "node:crypto";
import type { Place, Role, Store, SystemRole, Tenants, Workspace, WorkspaceId } from "@cogrion/domain";
import { createTenants } from "@cogrion/postgres";
import type { DatabaseServer } from "../database/postgres-server.ts";
import { usePostgresServer } from "../database/shared-server.ts";
import type { TestDatabase } from "../database/test-database.ts";
import { createTestDatabase } from "../database/test-database.ts";
import type { Caller } from "@cogrion/services/access/caller";
import { createAccount } from "@cogrion/services/accounts/create";
import { createWorkspace } from "@cogrion/services/workspaces/create";
import { reserveWorkspaceId } from "@cogrion/services/workspaces/reserve";
import { transitionWorkspace } from "@cogrion/services/workspaces/transition";

export const clientRole = { accountId: "222222222222", roleName: "CogrionProvisioning", region: "ap-southeast-1" };

export type TestRegion = TestDatabase & {
  tenants: Tenants;
  place: Place;
  stop(): Promise<void>;
};

/** A primary region's database and tenants, on the run's PostgreSQL or on the test's own. */
export const startTestRegion = async (ownServer?: DatabaseServer): Promise<TestRegion> => {
  const server = ownServer ?? (await usePostgresServer());
  const database = await createTestDatabase(server);
  return {
    ...database,
    tenants: createTenants(database.pool),
    place: { environment: "prod", region: "sgp-1" as Place["region"] },
    async stop() {
      await database.pool.end();
      await server.stop();
    },
  };
};

export const callerWith = (
  accounts: { id: string; roles: Role[] }[] = [],
  options: { uid?: string; systemRoles?: SystemRole[]; kind?: "user" | "service" } = {},
): Caller => ({
  principal: {
    uid: options.uid ?? randomUUID(),
    email: "ada@example.com",
    kind: options.kind ?? "user",
    externalId: "s-ada",
    systemRoles: options.systemRoles ?? [],
    accounts,
    supportAccess: [],
  },
  sourceIp: "203.0.113.7",
  requestId: "request-1",
});

/** The owner of a new account. */
export const givenOwner = async (deps: { store: Store }): Promise<{ caller: Caller; accountId: string }> => {
  const uid = randomUUID();
  const account = await createAccount(deps, callerWith([], { uid }), { name: "Acme" });
  return { caller: callerWith([{ id: account.id, roles: ["owner"] }], { uid }), accountId: account.id };
};

export const givenRequested = async (
  region: TestRegion,
  aws = clientRole,
): Promise<{ caller: Caller; accountId: string; workspace: Workspace; id: WorkspaceId }> => {
  const owner = await givenOwner(region);
  const id = await reserveWorkspaceId(region, owner.caller, { accountId: owner.accountId, slug: undefined });
  const workspace = await createWorkspace(region, owner.caller, { accountId: owner.accountId, id, aws });
  return { ...owner, workspace, id };
};

export const givenAwaitingBff = async (region: TestRegion) => {
  const given = await givenRequested(region);
  for (const transition of ["start_preflight", "pass_preflight", "finish_steps"] as const) {
    await transitionWorkspace(region, given.id, { transition });
  }
  return given;
};

export const auditActionsOf = async ({ pool }: TestDatabase, targetId: string): Promise<string[]> => {
  const { rows } = await pool.query<{ line: string }>(
    "select action || ' ' || outcome || ' ' || actor_kind as line from audit_events where target_id = $1 order by at, id",
    [targetId],
  );
  return rows.map((row) => row.line);
};
