import type { DatabaseServer } from "@cogrion/testing/database/postgres-server";
import { usePostgresServer } from "@cogrion/testing/database/shared-server";
import type { TestDatabase } from "@cogrion/testing/database/test-database";
import { createTestDatabase, givenWorkspace } from "@cogrion/testing/database/test-database";
import type { SilentLink } from "@cogrion/testing/silent-link";
import { startSilentLink } from "@cogrion/testing/silent-link";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createChangeFeed } from "../change-feed.ts";
import { createStore } from "../store.ts";
import type { Pool } from "./pool.ts";
import { createPool } from "./pool.ts";

let server: DatabaseServer;
let direct: TestDatabase;
let link: SilentLink;
let databaseUrl: string;
let pool: Pool;
beforeAll(async () => {
  server = await usePostgresServer();
  direct = await createTestDatabase(server);
  const { hostname, port } = new URL(direct.databaseUrl);
  link = await startSilentLink({ host: hostname, port: Number(port) });
  databaseUrl = Object.assign(new URL(direct.databaseUrl), { port: String(link.port) }).href;
  pool = createPool({ databaseUrl, applicationName: "test", maxConnections: 2, queryTimeoutSeconds: 1 });
});
afterAll(async () => {
  link?.close();
  await pool?.end();
  await direct?.pool.end();
  await server?.stop();
});

const unavailable = { code: "dependency_unavailable", retryAfterSeconds: 2 };

it("fails a query on a mute connection by its deadline, and replaces the connection", async () => {
  const store = createStore(pool);
  await Promise.all([store.commands.undelivered(), store.commands.undelivered()]);
  link.mute();
  // Both connections of the pool are dead: each fails one operation, and neither is used again.
  const lost = await Promise.allSettled([
    store.transaction((tx) => tx.commands.undelivered()),
    store.commands.undelivered(),
  ]);
  expect(lost).toMatchObject([{ reason: unavailable }, { reason: unavailable }]);
  const back = await Promise.all([1, 2, 3, 4].map(() => store.commands.undelivered()));
  expect(back).toMatchObject(Array.from({ length: 4 }, () => ({ count: 0 })));
});

it("ends a transaction whose connection went mute between two statements", async () => {
  const store = createStore(pool);
  const workspace = await givenWorkspace(direct.store);
  const lost = store.transaction(async (tx) => {
    await tx.workspaces.getForUpdate(workspace.id);
    link.mute();
    await tx.events.append(workspace.id, "state_changed", { state: "requested" });
  });
  await expect(lost).rejects.toMatchObject(unavailable);
  // The proxy closed the other half, so the lock is released.
  await direct.store.transaction((tx) => tx.workspaces.getForUpdate(workspace.id));
});

it("notices that the connection of the change feed went mute, and listens again", async () => {
  const { id } = await givenWorkspace(direct.store);
  let losses = 0;
  let wakes = 0;
  const feed = createChangeFeed({
    databaseUrl,
    applicationName: "test-feed",
    pollIntervalSeconds: 0.05,
    pingIntervalSeconds: 0.3,
    onConnectionLost: () => losses++,
  });
  feed.onWorkspaceEvent(id, () => wakes++);
  await expect.poll(() => wakes, { timeout: 20_000 }).toBeGreaterThan(0);
  link.mute();
  await expect.poll(() => losses, { timeout: 20_000 }).toBe(1);
  const before = wakes;
  await expect.poll(() => wakes, { timeout: 20_000 }).toBeGreaterThan(before);
  const heard = wakes;
  await direct.store.events.append(id, "state_changed", { state: "requested" });
  await expect.poll(() => wakes, { timeout: 20_000 }).toBeGreaterThan(heard);
  await feed.close();
});
