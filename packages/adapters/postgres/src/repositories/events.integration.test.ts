import { afterAll, beforeAll, expect, it } from "vitest";
import { createChangeFeed } from "../change-feed.ts";
import type { DatabaseServer } from "@cogrion/testing/database/postgres-server";
import { usePostgresServer } from "@cogrion/testing/database/shared-server";
import type { TestDatabase } from "@cogrion/testing/database/test-database";
import { createTestDatabase, givenWorkspace } from "@cogrion/testing/database/test-database";

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

it("numbers a workspace's events without gaps, in the order of the commits, so that a reader never misses one", async () => {
  const { store } = database;
  const { id } = await givenWorkspace(store);
  const writers = 8;
  const each = 25;
  const seen: number[] = [];
  const reader = (async () => {
    while ((seen.at(-1) ?? 0) < writers * each) {
      for (const event of await store.events.listAfter(id, seen.at(-1) ?? 0, 7)) seen.push(event.sequence);
    }
  })();
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let turn = 0; turn < each; turn++) {
        await store.transaction(async (tx) => {
          await tx.events.append(id, "step_changed", { writer, turn });
          // The commit comes later than the append; meanwhile no other event may get, or show, a
          // later number.
          await tx.workspaces.get(id);
        });
      }
    }),
  );
  await reader;
  expect(seen).toEqual(Array.from({ length: writers * each }, (_, index) => index + 1));
});

it("gives the number of an event that was rolled back to the next one", async () => {
  const { store } = database;
  const { id } = await givenWorkspace(store);
  await store.events.append(id, "state_changed", { state: "requested" });
  await expect(
    store.transaction(async (tx) => {
      await tx.events.append(id, "state_changed", { state: "preflight" });
      throw new Error("changed my mind");
    }),
  ).rejects.toThrow("changed my mind");
  await store.events.append(id, "step_changed", { step: "assume_role" });
  expect(await store.events.listAfter(id, 0, 10)).toMatchObject([
    { sequence: 1, type: "state_changed" },
    { sequence: 2, type: "step_changed" },
  ]);
});

it("notifies the subscribers of the workspace, after the commit, and nobody else", async () => {
  const { store, databaseUrl } = database;
  const [watched, other] = [await givenWorkspace(store), await givenWorkspace(store)];
  const feed = createChangeFeed({ databaseUrl, applicationName: "test-feed" });
  const wakes = { watched: 0, other: 0, commands: 0 };
  feed.onWorkspaceEvent(watched.id, () => wakes.watched++);
  const unsubscribe = feed.onWorkspaceEvent(other.id, () => wakes.other++);
  feed.onCommand(() => wakes.commands++);
  // The first notification of all subscribers shows that the feed listens.
  await expect.poll(() => wakes, { timeout: 20_000 }).toEqual({ watched: 1, other: 1, commands: 1 });
  unsubscribe();

  await store.transaction(async (tx) => {
    await tx.events.append(other.id, "state_changed", {});
    await tx.events.append(watched.id, "state_changed", {});
    await tx.commands.enqueue(watched.id, "provision");
    await database.pool.query("select pg_notify('workspace_events', 'w-nobody')");
    expect(wakes).toEqual({ watched: 1, other: 1, commands: 1 });
  });
  await expect.poll(() => wakes, { timeout: 20_000 }).toEqual({ watched: 2, other: 1, commands: 2 });
  await feed.close();
});
