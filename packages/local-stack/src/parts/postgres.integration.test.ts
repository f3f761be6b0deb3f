import { setTimeout as sleep } from "node:timers/promises";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withDatabase } from "../database.ts";

let parts: TestParts<"postgres">;
beforeAll(async () => {
  parts = await startTestParts({ parts: ["postgres"] });
});
afterAll(() => parts?.stop());

/**
 * A busy backend does not notice for a while that its server was killed, and holds its shared
 * memory.
 */
const keepBusy = async (url: string): Promise<void> => {
  const client = new pg.Client(url);
  client.on("error", () => undefined);
  await client.connect();
  client.query("select count(*) from generate_series(1, 4000000) a").catch(() => undefined);
};

test("PostgreSQL that is started right after it was killed waits for what its backends still hold, each time", async () => {
  const url = parts.postgres.url("postgres");
  for (let round = 1; round <= 5; round += 1) {
    await Promise.all([keepBusy(url), keepBusy(url)]);
    await sleep(50);
    await parts.kill("postgres");
    await parts.restart("postgres");
    const { rows } = await withDatabase(url, (client) => client.query<{ one: number }>("select 1 as one"));
    expect(rows).toEqual([{ one: 1 }]);
  }
});
