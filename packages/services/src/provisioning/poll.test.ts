import { expect, test } from "vitest";
import { poll } from "./poll.ts";

const quick = { seconds: 1, firstPauseMilliseconds: 1, longestPauseMilliseconds: 1 };

test("what appears late is seen, without a further check", async () => {
  let looks = 0;
  const look = () => Promise.resolve((looks += 1) < 3 ? undefined : "there");
  expect([await poll(look, quick), looks]).toEqual(["there", 3]);
});

test("what does not appear in time is reported as not seen, after at least one check", async () => {
  let looks = 0;
  const look = () => Promise.resolve(void (looks += 1));
  expect([await poll(look, { ...quick, seconds: 0 }), looks]).toEqual([undefined, 1]);
});

test("a fault is not waited through", async () => {
  await expect(poll(() => Promise.reject(new Error("access denied")), quick)).rejects.toThrow("access denied");
});
