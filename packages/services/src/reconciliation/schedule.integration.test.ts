import type { TestRegion } from "@cogrion/testing/region/region";
import { givenAwaitingBff, startTestRegion } from "@cogrion/testing/region/region";
import { afterAll, beforeAll, expect, it } from "vitest";
import { scheduleReconciliations } from "./schedule.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

it("after an outage what is due comes in parts, and is spread over the interval from then on", async () => {
  const now = new Date();
  for (let number = 0; number < 25; number++) {
    const { id } = await givenAwaitingBff(region);
    await region.store.reconciliations.schedule(id, new Date(now.getTime() - 3600_000));
  }
  const turn = () =>
    scheduleReconciliations({ store: region.store, intervalSeconds: 3600, turnSeconds: 10 }, new Date(now));
  const turns = [await turn(), await turn(), await turn(), await turn()];
  expect(turns).toEqual([10, 10, 5, 0]);
  const { rows } = await region.pool.query<{ seconds: number }>(
    "select extract(epoch from due_at - $1::timestamptz)::float as seconds from reconciliations",
    [now],
  );
  for (const { seconds } of rows) expect(Math.abs(seconds - 3600)).toBeLessThanOrEqual(901);
  expect(new Set(rows.map(({ seconds }) => Math.round(seconds / 10))).size).toBeGreaterThan(10);
});

it("a large region's pace follows its size", async () => {
  const now = new Date();
  await region.pool.query("update reconciliations set due_at = $1", [now]);
  const turn = { store: region.store, intervalSeconds: 25, turnSeconds: 10 };
  expect(await scheduleReconciliations(turn, now)).toBe(20);
});
