import type { RegionId, Store, Workspace, WorkspaceId } from "@cogrion/domain";
import type { Pool } from "@cogrion/postgres/connection/pool";
import { createPool } from "@cogrion/postgres/connection/pool";
import { createStore } from "@cogrion/postgres/store";
import type { DatabaseServer } from "./postgres-server.ts";

export type TestDatabase = { databaseUrl: string; pool: Pool; store: Store };

/**
 * A migrated database of the primary region, and the store for it. End the pool before the server.
 */
export const createTestDatabase = async (
  server: Pick<DatabaseServer, "createMigratedDatabase">,
): Promise<TestDatabase> => {
  const databaseUrl = await server.createMigratedDatabase();
  const pool = createPool({ databaseUrl, applicationName: "test" });
  return { databaseUrl, pool, store: createStore(pool) };
};

let made = 0;

/** A workspace in a new account of `ownerUid`, in state `requested`. */
export const givenWorkspace = async (
  store: Store,
  options: { accountId?: string; id?: string } = {},
): Promise<Workspace> => {
  const account =
    options.accountId ??
    (await store.accounts.create({ name: "Acme", owner: { uid: crypto.randomUUID(), email: "ada@example.com" } })).id;
  const id = (options.id ?? `w-given-${++made}`) as WorkspaceId;
  return store.workspaces.create({
    id,
    accountId: account,
    region: "sgp-1" as RegionId,
    state: "requested",
    delegatedZone: `${id}.local.sgp-1.cogrion.localhost`,
    aws: {
      accountId: "222222222222",
      roleName: "CogrionProvisioning",
      region: "ap-southeast-1",
      externalId: crypto.randomUUID(),
    },
  });
};
