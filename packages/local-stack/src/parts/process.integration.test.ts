import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endStarting, startPartProcess, takeOver } from "./process.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-process-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (name: string, isReady: () => Promise<boolean> = async () => true) =>
  startPartProcess({
    name,
    command: process.execPath,
    args: ["-e", "setInterval(() => {}, 1000)"],
    env: {},
    logFile: join(folder, `${name}.log`),
    isReady,
    readyTimeoutSeconds: 60,
  });

test("a stopping stack ends the parts that are not ready, and the ready ones that nobody owns yet", async () => {
  const [taken, ready] = await Promise.all([start("taken"), start("ready")]);
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const notReady = start("not-ready", async () => {
    ask();
    return false;
  });
  notReady.catch(() => undefined);
  await asked;
  takeOver(taken);
  await endStarting();
  expect(await ready.exited).toEqual({ code: null, signal: "SIGKILL" });
  await expect(notReady).rejects.toThrow("not-ready stopped before it was ready");
  await expect(start("late")).rejects.toThrow("the stack is stopping");
  await taken.stop();
  expect(await taken.exited).toEqual({ code: null, signal: "SIGTERM" });
});
