import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { inLanes } from "./lanes.ts";

test("at most so many are worked on at a time, and each result has its item's place", async () => {
  let running = 0;
  let most = 0;
  const results = await inLanes([30, 1, 1, 1], 2, async (milliseconds) => {
    running += 1;
    most = Math.max(most, running);
    await sleep(milliseconds);
    running -= 1;
    return milliseconds * 2;
  });
  expect(results).toEqual([60, 2, 2, 2]);
  expect(most).toBe(2);
});

test("the first failure is told", async () => {
  await expect(inLanes([1, 2], 1, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
});
