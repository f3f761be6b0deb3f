import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureDatabase, withDatabase } from "./database.ts";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";

let parts: TestParts<"postgres">;
beforeAll(async () => {
  parts = await startTestParts({ parts: ["postgres"] });
});
afterAll(() => parts.stop());

test("a database is created once", async () => {
  const url = parts.postgres.url("postgres");
  await ensureDatabase(url, 'of "quoted" name');
  await ensureDatabase(url, 'of "quoted" name');
  const count = await withDatabase(url, async (client) => {
    const { rows } = await client.query<{ count: string }>(
      "select count(*) from pg_database where datname like 'of \"quoted\"%'",
    );
    return rows[0]?.count;
  });
  expect(count).toBe("1");
});

test("a server that dies at work fails that work, and nothing else", async () => {
  // Both during a query and between two.
  const work = withDatabase(parts.postgres.url("postgres"), (client) => client.query("select pg_sleep(60)"));
  const { promise: atWork, resolve: begin } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const idle = withDatabase(parts.postgres.url("postgres"), async (client) => {
    await client.query("select 1");
    begin();
    await released;
    // A connection may return one more result before its backend notices that the server has ended.
    for (;;) await client.query("select 1");
  });
  const outcomes = Promise.allSettled([work, idle]);
  await atWork;
  await parts.kill("postgres");
  release();
  expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await parts.restart("postgres");
  await expect(
    withDatabase(parts.postgres.url("postgres"), (client) => client.query("select 1")),
  ).resolves.toBeDefined();
});
