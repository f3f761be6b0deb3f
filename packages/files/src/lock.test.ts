import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ownIdentity } from "./identity.js";
import { LockHeldError, withLock } from "./lock.js";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-lock-"));
  file = join(folder, "lock");
});
afterEach(() => rm(folder, { recursive: true }));

test("of many at once one works at a time, and nothing is left behind", async () => {
  let working = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    expect(++working).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 2));
    working -= 1;
    done += 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(file, work)));
  expect(done).toBe(8);
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ["a process that ended", { pid: 2 ** 22, bornAt: "yesterday" }],
  ["a later process with the same id", { ...ownIdentity(), bornAt: "before" }],
  ["a damaged file", {}],
])("the lock of %s holds nobody up", async (_, holder) => {
  await writeFile(file, JSON.stringify(holder));
  expect(await withLock(file, () => Promise.resolve("done"), { waitSeconds: 0 })).toBe("done");
});

test("a living holder is waited for until the deadline, and named", async () => {
  await writeFile(file, JSON.stringify(ownIdentity()));
  const waiting = withLock(file, () => Promise.resolve(), { waitSeconds: 0.05 });
  await expect(waiting).rejects.toBeInstanceOf(LockHeldError);
  await expect(withLock(file, () => Promise.resolve(), { waitSeconds: 0 })).rejects.toThrow(String(process.pid));
});
