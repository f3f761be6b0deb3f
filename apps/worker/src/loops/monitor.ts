import type { Logger, Registry } from "@cogrion/telemetry";
import { Counter, Gauge } from "@cogrion/telemetry";

type Pace = { intervalSeconds: number; deadlineSeconds: number };

/** Reports the loops' state: a log line for each failed run, metrics, and the readiness check. */
export type LoopMonitor = {
  register(loop: string, pace: Pace): void;
  succeeded(loop: string): void;
  failed(loop: string, error: unknown): void;
  /** Readiness check. @throws Error that names each loop whose last success is too long ago */
  check(): Promise<void>;
};

/** Consecutive failed runs that are accepted, because a dependency may restart. */
const toleratedFailures = 3;
const toleratedSeconds = 60;

export const createLoopMonitor = ({
  logger,
  registry,
  now = Date.now,
}: {
  logger: Logger;
  registry: Registry;
  /** Milliseconds since the epoch. */
  now?: () => number;
}): LoopMonitor => {
  const loops = new Map<string, { staleAfterMilliseconds: number; lastSuccessAt: number }>();
  const lastSuccess = new Gauge({
    name: "worker_loop_last_success_timestamp_seconds",
    help: "Unix time of each loop's last successful run; the start of the process until the first one",
    labelNames: ["loop"],
    registers: [registry],
  });
  const failures = new Counter({
    name: "worker_loop_failures_total",
    help: "Failed runs of each loop",
    labelNames: ["loop"],
    registers: [registry],
  });
  const note = (loop: string): void => lastSuccess.set({ loop }, now() / 1000);
  return {
    register(loop, { intervalSeconds, deadlineSeconds }) {
      const seconds = toleratedFailures * (intervalSeconds + deadlineSeconds);
      loops.set(loop, { staleAfterMilliseconds: Math.max(seconds, toleratedSeconds) * 1000, lastSuccessAt: now() });
      failures.inc({ loop }, 0);
      note(loop);
    },
    succeeded(loop) {
      const known = loops.get(loop);
      if (known !== undefined) known.lastSuccessAt = now();
      note(loop);
    },
    failed(loop, err) {
      failures.inc({ loop });
      logger.warn({ err, loop }, "a run of the loop failed");
    },
    async check() {
      const stale = [...loops].filter(([, each]) => now() - each.lastSuccessAt > each.staleAfterMilliseconds);
      if (stale.length > 0) throw new Error(`no recent success of ${stale.map(([loop]) => loop).join(", ")}`);
    },
  };
};
