import { setTimeout as sleep } from "node:timers/promises";
import type { LoopMonitor } from "./monitor.ts";

export type Loop = {
  /** Starts a run now, or right after the current run. */
  wake: () => void;
  /** Resolves when the current run is finished. */
  stop(): Promise<void>;
};

export type LoopOptions = {
  /** Pause between two runs, a tenth more or less, so that several processes do not stay together. */
  intervalSeconds: number;
  /** A run that takes longer counts as failed, and the next one starts. */
  deadlineSeconds?: number;
  monitor: LoopMonitor;
  turn: () => Promise<unknown>;
};

const defaultDeadlineSeconds = 60;

/**
 * Runs `turn` at least every `intervalSeconds` and whenever it is woken, one run at a time. A
 * failed run is logged and the next one follows. Runs must be safe in parallel, because one that
 * missed its deadline may still be working.
 */
export const repeat = (
  name: string,
  { intervalSeconds, deadlineSeconds = defaultDeadlineSeconds, monitor, turn }: LoopOptions,
): Loop => {
  let isStopped = false;
  let isWoken = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  monitor.register(name, { intervalSeconds, deadlineSeconds });

  const runTurn = async (): Promise<void> => {
    try {
      await withDeadline(turn, deadlineSeconds);
      monitor.succeeded(name);
    } catch (error) {
      monitor.failed(name, error);
    }
    running = undefined;
    if (isWoken) run();
    else if (!isStopped) timer = setTimeout(run, intervalSeconds * 1000 * (0.9 + Math.random() / 5));
  };
  const run = (): void => {
    if (isStopped) return;
    if (running !== undefined) {
      isWoken = true;
      return;
    }
    clearTimeout(timer);
    isWoken = false;
    running = runTurn();
  };
  run();
  return {
    wake: run,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};

const withDeadline = async (turn: () => Promise<unknown>, seconds: number): Promise<void> => {
  const abort = new AbortController();
  const deadline = sleep(seconds * 1000, undefined, { signal: abort.signal, ref: false }).then(() => {
    throw new Error(`the run did not finish within ${seconds} s`);
  });
  try {
    await Promise.race([turn(), deadline]);
  } finally {
    abort.abort();
    deadline.catch(() => undefined);
  }
};
