import type { RegionId, Tenants, WorkspaceId } from "@cogrion/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTenants } from "./tenants.ts";
import type { DatabaseServer } from "@cogrion/testing/database/postgres-server";
import { usePostgresServer } from "@cogrion/testing/database/shared-server";
import type { TestDatabase } from "@cogrion/testing/database/test-database";
import { createTestDatabase } from "@cogrion/testing/database/test-database";

let server: DatabaseServer;
let database: TestDatabase;
let tenants: Tenants;
beforeAll(async () => {
  server = await usePostgresServer();
  database = await createTestDatabase(server);
  tenants = createTenants(database.pool);
});
afterAll(async () => {
  await database.pool.end();
  await server.stop();
});

const sgp = "sgp-1" as RegionId;
const tenantOf = (id: string, region = sgp) => ({
  workspaceId: id as WorkspaceId,
  region,
  delegatedZone: `${id}.${region}.cogrion.com`,
});

it("repeats a reservation quietly, and refuses another's", async () => {
  const acme = tenantOf("w-acme");
  await tenants.reserve(acme, "account-1");
  await tenants.reserve(acme, "account-1");
  expect(await tenants.get(acme.workspaceId)).toEqual({ ...acme, status: "reserved", generation: 1 });
  await expect(tenants.reserve(acme, "account-2")).rejects.toMatchObject({ code: "workspace_slug_taken" });
  const elsewhere = tenantOf("w-acme", "frankfurt-1" as RegionId);
  await expect(tenants.reserve(elsewhere, "account-1")).rejects.toMatchObject({ code: "workspace_slug_taken" });
});

it("gives a slug that several ask for at once to one of them", async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => tenants.reserve(tenantOf("w-wanted"), `account-${index}`)),
  );
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
});

it("goes from reserved to active to deleted, each step repeatable, and never back", async () => {
  const { workspaceId, ...rest } = tenantOf("w-life");
  await tenants.reserve({ workspaceId, ...rest }, "account-1");
  await tenants.activate(workspaceId);
  await tenants.activate(workspaceId);
  expect(await tenants.get(workspaceId)).toMatchObject({ status: "active" });
  await tenants.markDeleted(workspaceId);
  await tenants.markDeleted(workspaceId);
  await expect(tenants.activate(workspaceId)).rejects.toThrow("deleted");
  expect(await tenants.get(workspaceId)).toMatchObject({ status: "deleted" });
  await expect(tenants.activate("w-never" as WorkspaceId)).rejects.toThrow("not reserved");
});

it("never gives an id out again, not even to the account that had it", async () => {
  const gone = tenantOf("w-gone");
  await tenants.reserve(gone, "account-1");
  await tenants.markDeleted(gone.workspaceId);
  await expect(tenants.reserve(gone, "account-1")).rejects.toMatchObject({ code: "workspace_slug_taken" });
  await expect(database.pool.query("delete from tenants")).rejects.toThrow("outlives");
  await expect(database.pool.query("truncate tenants")).rejects.toThrow("outlives");
});

it("releases only what is reserved, in the generation that is meant, and gives it out as the next one", async () => {
  const free = tenantOf("w-free");
  const { workspaceId } = free;
  await tenants.reserve(free, "account-1");
  await tenants.release(workspaceId, 2);
  expect(await tenants.get(workspaceId)).toMatchObject({ status: "reserved" });
  for (let call = 0; call < 2; call++) await tenants.release(workspaceId, 1);
  expect(await tenants.get(workspaceId)).toMatchObject({ status: "released" });
  await expect(tenants.activate(workspaceId)).rejects.toThrow("not reserved");
  await tenants.markDeleted(workspaceId);
  expect(await tenants.get(workspaceId)).toMatchObject({ status: "released" });

  const elsewhere = tenantOf("w-free", "frankfurt-1" as RegionId);
  await tenants.reserve(elsewhere, "account-2");
  expect(await tenants.get(workspaceId)).toEqual({ ...elsewhere, status: "reserved", generation: 2 });
  await tenants.activate(workspaceId);
  for (const generation of [1, 2]) await tenants.release(workspaceId, generation);
  expect(await tenants.get(workspaceId)).toMatchObject({ status: "active" });
});
