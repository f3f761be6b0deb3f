import type { Store } from "@cogrion/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createChangeFeed } from "../change-feed.ts";
import type { PostgresServer } from "@cogrion/testing/database/postgres-server";
import { startPostgresServer } from "@cogrion/testing/database/postgres-server";
import type { TestDatabase } from "@cogrion/testing/database/test-database";
import { createTestDatabase, givenWorkspace } from "@cogrion/testing/database/test-database";

let server: PostgresServer;
let database: TestDatabase;
beforeAll(async () => {
  server = await startPostgresServer();
  database = await createTestDatabase(server);
});
afterAll(async () => {
  await database.pool.end();
  await server.stop();
});

const unavailable = { code: "dependency_unavailable", retryAfterSeconds: 2 };

/** Used and idle connections of both kinds when the connection is lost. */
const fillPool = (store: Store) => Promise.all([1, 2, 3, 4].map(() => store.commands.undelivered()));

it("lives through the loss of PostgreSQL: queries fail cleanly, and work again once it is back", async () => {
  const { store } = database;
  await fillPool(store);
  await server.kill();
  await expect(store.commands.undelivered()).rejects.toMatchObject(unavailable);
  await expect(store.transaction((tx) => tx.commands.undelivered())).rejects.toMatchObject(unavailable);
  await server.restart();
  await expect(store.commands.undelivered()).resolves.toMatchObject({ count: 0 });
});

it("leaves nothing of a transaction in whose midst PostgreSQL was lost", async () => {
  const { store } = database;
  const workspace = await givenWorkspace(store);
  const lost = store.transaction(async (tx) => {
    await tx.workspaces.getForUpdate(workspace.id);
    await tx.events.append(workspace.id, "state_changed", { state: "requested" });
    await server.kill();
    await tx.events.append(workspace.id, "state_changed", { state: "requested" });
  });
  await expect(lost).rejects.toMatchObject(unavailable);
  await server.restart();
  expect(await store.events.listAfter(workspace.id, 0, 10)).toEqual([]);
  await store.events.append(workspace.id, "state_changed", { state: "requested" });
  expect(await store.events.listAfter(workspace.id, 0, 10)).toMatchObject([{ sequence: 1 }]);
});

it("notifies subscribers while PostgreSQL is unavailable, and of later commits once it is available again", async () => {
  const { store, databaseUrl } = database;
  const { id } = await givenWorkspace(store);
  let wakes = 0;
  let lost = 0;
  const feed = createChangeFeed({
    databaseUrl,
    applicationName: "test-feed",
    pollIntervalSeconds: 0.05,
    onConnectionLost: () => lost++,
  });
  feed.onWorkspaceEvent(id, () => wakes++);
  await expect.poll(() => wakes, { timeout: 20_000 }).toBeGreaterThan(0);

  await server.kill();
  const wakesAtLoss = wakes;
  await expect.poll(() => wakes, { timeout: 20_000 }).toBeGreaterThan(wakesAtLoss + 1);
  expect(lost).toBeGreaterThan(1);

  await server.restart();
  await expect
    .poll(
      async () => {
        const { rows } = await database.pool.query(
          "select 1 from pg_stat_activity where application_name = 'test-feed' and query like 'listen%' and state = 'idle'",
        );
        return rows.length;
      },
      { timeout: 20_000 },
    )
    .toBe(1);
  const wakesAtReturn = wakes;
  await store.events.append(id, "state_changed", { state: "requested" });
  await expect.poll(() => wakes, { timeout: 20_000 }).toBeGreaterThan(wakesAtReturn);
  await feed.close();
});
