import type { Budget, RateLimits } from "@cogrion/domain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRateLimits } from "./rate-limits.ts";
import type { PostgresServer } from "@cogrion/testing/database/postgres-server";
import { startPostgresServer } from "@cogrion/testing/database/postgres-server";
import type { TestDatabase } from "@cogrion/testing/database/test-database";
import { createTestDatabase } from "@cogrion/testing/database/test-database";

let server: PostgresServer;
let database: TestDatabase;
let limits: RateLimits;
beforeAll(async () => {
  server = await startPostgresServer();
  database = await createTestDatabase(server);
  limits = createRateLimits(database.pool);
});
afterAll(async () => {
  await database?.pool.end();
  await server?.stop();
});

const budget = (key: string, quota = 100, windowSeconds = 3600): Budget => ({ key, quota, windowSeconds });
const endWindow = (key: string, ago: string) =>
  database.pool.query("update rate_limit_budgets set ends_at = now() - $2::interval where key = $1", [key, ago]);

test("leases of one window, taken by many at once, sum up to the quota and no more", async () => {
  const many = await Promise.all(Array.from({ length: 60 }, () => limits.lease([budget("sum")])));
  const granted = many.flat().map((lease) => lease.granted);
  expect(granted.reduce((sum, each) => sum + each, 0)).toBe(100);
  expect(Math.max(...granted)).toBe(25);
  expect(await limits.lease([budget("sum")])).toEqual([{ granted: 0, left: 0, endsInSeconds: expect.any(Number) }]);
});

test("several budgets are leased in one call, in the requested order, and never wait for one another", async () => {
  const [two, one] = await limits.lease([budget("two", 8), budget("one", 4)]);
  expect([two?.granted, two?.left, one?.granted, one?.left]).toEqual([2, 6, 1, 3]);
  const pair = [budget("left", 10_000), budget("right", 10_000)];
  const crossed = Array.from({ length: 20 }, (_, index) => limits.lease(index % 2 === 0 ? pair : pair.toReversed()));
  expect((await Promise.all(crossed)).flat().every(({ granted }) => granted > 0)).toBe(true);
});

test("a window that has ended starts again with the next lease", async () => {
  await limits.lease([budget("turn", 4, 60)]);
  await endWindow("turn", "0 seconds");
  const [lease] = await limits.lease([budget("turn", 4, 60)]);
  expect([lease?.granted, lease?.left]).toEqual([1, 3]);
  expect(lease?.endsInSeconds).toBeGreaterThan(0);
  expect(lease?.endsInSeconds).toBeLessThanOrEqual(60);
});

test("a lowered quota grants nothing beyond it, and a raised one allows more", async () => {
  for (let taken = 0; taken < 10; taken++) await limits.lease([budget("changed", 20)]);
  expect((await limits.lease([budget("changed", 5)]))[0]).toMatchObject({ granted: 0, left: 0 });
  expect((await limits.lease([budget("changed", 40)]))[0]?.granted).toBeGreaterThan(0);
});

test("windows are deleted a minute after their end, and those in use are kept", async () => {
  await limits.lease([budget("old"), budget("kept")]);
  await endWindow("old", "2 minutes");
  expect(await limits.purge()).toBe(1);
  const { rows } = await database.pool.query("select key from rate_limit_budgets where key in ('old', 'kept')");
  expect(rows).toEqual([{ key: "kept" }]);
});

test("an unavailable database is a missing dependency", async () => {
  await server.kill();
  await expect(limits.lease([budget("away")])).rejects.toMatchObject({ code: "dependency_unavailable" });
  await server.restart();
  expect((await limits.lease([budget("back")]))[0]?.granted).toBe(25);
});
