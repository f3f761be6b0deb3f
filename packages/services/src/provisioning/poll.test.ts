import { expect, test } from "vitest";
import { poll } from "./poll.ts";

const quick = { seconds: 1, pauseMilliseconds: 1 };

test("what shows late is seen, with no look after it", async () => {
  let looks = 0;
  const look = () => Promise.resolve((looks += 1) < 3 ? undefined : "there");
  expect([await poll(look, quick), looks]).toEqual(["there", 3]);
});

test("what does not show in time is told as not seen, after one look at least", async () => {
  let looks = 0;
  const look = () => Promise.resolve(void (looks += 1));
  expect([await poll(look, { seconds: 0, pauseMilliseconds: 1 }), looks]).toEqual([undefined, 1]);
});

test("a fault is not waited through", async () => {
  await expect(poll(() => Promise.reject(new Error("access denied")), quick)).rejects.toThrow("access denied");
});
