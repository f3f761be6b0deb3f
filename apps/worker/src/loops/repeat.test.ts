import { Writable } from "node:stream";
import { createLogger, createMetricsRegistry } from "@cogrion/telemetry";
import { expect, test } from "vitest";
import { createLoopMonitor } from "./monitor.ts";
import { repeat } from "./repeat.ts";

const identity = { service: "worker", environment: "local", region: "sgp-1" };

const given = () => {
  const lines: string[] = [];
  const clock = { milliseconds: Date.parse("2026-01-02T03:04:05Z") };
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const registry = createMetricsRegistry(identity);
  const logger = createLogger({ ...identity, level: "info", destination });
  const monitor = createLoopMonitor({ logger, registry, now: () => clock.milliseconds });
  const metric = async (name: string): Promise<number> =>
    Number(new RegExp(`^${name}\\{[^}]*loop="tested"[^}]*\\} (\\S+)$`, "m").exec(await registry.metrics())?.[1]);
  return { lines, clock, monitor, metric };
};

test("a turn that hangs does not stop the loop: it counts as failed, and the next one runs", async () => {
  const { monitor, metric, lines } = given();
  let turns = 0;
  const turn = () => ((turns += 1) === 1 ? new Promise(() => undefined) : Promise.resolve());
  const loop = repeat("tested", { intervalSeconds: 0.01, deadlineSeconds: 0.05, monitor, turn });
  await expect.poll(() => turns, { timeout: 20_000 }).toBeGreaterThan(1);
  await loop.stop();
  expect(await metric("worker_loop_failures_total")).toBe(1);
  expect(lines.join("")).toContain("the run did not finish within");
});

test("waking during a turn runs another one right after it", async () => {
  const { monitor } = given();
  const turns: (() => void)[] = [];
  const turn = () => new Promise<void>((resolve) => turns.push(resolve));
  const loop = repeat("tested", { intervalSeconds: 3600, monitor, turn });
  loop.wake();
  expect(turns).toHaveLength(1);
  turns[0]?.();
  await expect.poll(() => turns.length, { timeout: 20_000 }).toBe(2);
  turns[1]?.();
  await loop.stop();
  expect(turns).toHaveLength(2);
});

test("a loop without a success for three intervals makes the process not ready, and a success makes it ready again", async () => {
  const { monitor, metric, clock } = given();
  monitor.register("tested", { intervalSeconds: 100, deadlineSeconds: 60 });
  monitor.failed("tested", new Error("the database is unavailable"));
  await monitor.check();
  clock.milliseconds += 481_000;
  await expect(monitor.check()).rejects.toThrow("tested");
  monitor.succeeded("tested");
  await monitor.check();
  expect(await metric("worker_loop_last_success_timestamp_seconds")).toBe(clock.milliseconds / 1000);
});
