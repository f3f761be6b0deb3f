import type { Health, Store, Workspace, WorkspaceState } from "@cogrion/domain";
import { degradedAfterSeconds, healthOf, healths, offlineAfterSeconds } from "@cogrion/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DatabaseServer } from "@cogrion/testing/database/postgres-server";
import { usePostgresServer } from "@cogrion/testing/database/shared-server";
import type { TestDatabase } from "@cogrion/testing/database/test-database";
import { createTestDatabase, givenWorkspace } from "@cogrion/testing/database/test-database";

let server: DatabaseServer;
let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  server = await usePostgresServer();
  database = await createTestDatabase(server);
  store = database.store;
});
afterAll(async () => {
  await database.pool.end();
  await server.stop();
});

const hint = {
  code: "permission_missing",
  owner: "client",
  summary: "The role may not create hosted zones.",
  action: "Add the statement to the role's policy.",
  permissions: ["route53:CreateHostedZone"],
  policyStatement: '{"Sid":"CreateHostedZone"}',
} as const;

const now = new Date("2026-01-02T03:04:05.678Z");
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000);

const activate = async (workspace: Workspace, at = now, reported: "healthy" | "degraded" = "healthy") =>
  store.workspaces.save({
    ...workspace,
    state: "active",
    bff: {
      url: `https://bff.${workspace.delegatedZone}`,
      publicIp: "203.0.113.9",
      registeredAt: at,
      lastHeartbeat: { at, reported },
    },
  });

it("reads back what it wrote, and raises the version with every save", async () => {
  const requested = await givenWorkspace(store);
  expect(requested).toMatchObject({ state: "requested", version: 1, hint: undefined, bff: undefined });
  expect(await store.workspaces.get(requested.id)).toEqual(requested);

  const blocked = await store.workspaces.save({
    ...requested,
    state: "blocked",
    hint: { ...hint, permissions: [...hint.permissions] },
  });
  expect(blocked).toMatchObject({ state: "blocked", version: 2, hint });
  expect(await store.workspaces.get(requested.id)).toEqual(blocked);

  const active = await activate({ ...blocked, hint: undefined });
  expect(active).toMatchObject({
    version: 3,
    bff: { publicIp: "203.0.113.9", registeredAt: now, lastHeartbeat: { at: now, reported: "healthy" } },
  });
  expect(await store.workspaces.get(requested.id)).toEqual(active);

  const deleted = await store.workspaces.save({ ...active, state: "deleted", deletedAt: now });
  expect(await store.workspaces.get(requested.id)).toEqual(deleted);
});

it("cannot hold a state that contradicts the rest of the row", async () => {
  const workspace = await givenWorkspace(store);
  const refused: Partial<Workspace>[] = [
    { state: "blocked", hint: undefined },
    { state: "requested", hint: { ...hint, permissions: [...hint.permissions] } },
    { state: "active", bff: undefined },
    { state: "deleted", deletedAt: undefined },
    { state: "requested", deletedAt: now },
    { state: "asleep" as WorkspaceState },
  ];
  for (const change of refused) {
    await expect(store.workspaces.save({ ...workspace, ...change })).rejects.toMatchObject({ code: "23514" });
  }
});

it("makes a caller who wants to change a workspace wait for the current change", async () => {
  const { id } = await givenWorkspace(store);
  const add = () =>
    store.transaction(async (tx) => {
      const workspace = await tx.workspaces.getForUpdate(id);
      if (workspace === undefined) throw new Error("gone");
      await tx.workspaces.save({ ...workspace, hint: undefined });
      return workspace.version;
    });
  const versions = await Promise.all(Array.from({ length: 10 }, add));
  expect(versions.sort((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

it("takes a transaction within a transaction for a part of it", async () => {
  const { id } = await givenWorkspace(store);
  await expect(
    store.transaction(async (tx) => {
      await tx.transaction((inner) => inner.events.append(id, "state_changed", {}));
      throw new Error("the outer one fails");
    }),
  ).rejects.toThrow("the outer one fails");
  expect(await store.events.listAfter(id, 0, 1)).toEqual([]);
});

it("lets no late heartbeat overwrite a newer one, and no heartbeat change the version", async () => {
  const active = await activate(await givenWorkspace(store), secondsAgo(60));
  expect(
    await store.workspaces.recordHeartbeat(active.id, { at: secondsAgo(10), reported: "degraded" }),
  ).toBeUndefined();
  await store.workspaces.recordHeartbeat(active.id, { at: secondsAgo(30), reported: "healthy" });
  const read = await store.workspaces.get(active.id);
  expect(read?.bff?.lastHeartbeat).toEqual({ at: secondsAgo(10), reported: "degraded" });
  expect(read?.version).toBe(active.version);
  // Saving a workspace that was read before the heartbeat does not undo the heartbeat.
  await store.workspaces.save(active);
  expect((await store.workspaces.get(active.id))?.bff?.lastHeartbeat.at).toEqual(secondsAgo(10));
});

it("finds for the sweep exactly the silent workspaces whose health is not the one announced", async () => {
  const announcements: (Health | undefined)[] = [undefined, ...healths];
  const silences = [
    0,
    degradedAfterSeconds - 1,
    degradedAfterSeconds,
    offlineAfterSeconds - 1,
    offlineAfterSeconds,
    9999,
  ];
  const expected: string[] = [];
  const all: string[] = [];
  for (const announced of announcements) {
    for (const silence of silences) {
      for (const reported of ["healthy", "degraded"] as const) {
        const heartbeat = { at: secondsAgo(silence), reported };
        const { id } = await activate(await givenWorkspace(store), heartbeat.at, reported);
        if (announced !== undefined) expect(await store.workspaces.setAnnouncedHealth(id, announced)).toBeUndefined();
        all.push(id);
        // A heartbeat announces itself; a workspace that was announced as offline stays so until
        // its next heartbeat.
        if (silence >= degradedAfterSeconds && announced !== "offline" && healthOf(heartbeat, now) !== announced)
          expected.push(id);
      }
    }
  }
  const found = (await store.workspaces.claimForHealthSweep(1000, now)).map((workspace) => workspace.id);
  expect(found.filter((id) => all.includes(id)).sort()).toEqual(expected.sort());
});

it("lets two sweeps share the work", async () => {
  const { id } = await activate(await givenWorkspace(store), secondsAgo(9999));
  await store.transaction(async (tx) => {
    const mine = await tx.workspaces.claimForHealthSweep(1000, now);
    expect(mine.map((workspace) => workspace.id)).toContain(id);
    const theirs = await store.workspaces.claimForHealthSweep(1000, now);
    expect(theirs).toEqual([]);
    expect(await tx.workspaces.setAnnouncedHealth(id, "offline")).toBeUndefined();
    expect(await tx.workspaces.setAnnouncedHealth(id, "offline")).toBe("offline");
  });
});
