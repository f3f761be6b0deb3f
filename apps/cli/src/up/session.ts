import type { StartedPart, StackState } from "@cogrion/local-stack";
import { forgetState, onPartStarted, startGuard, writeState } from "@cogrion/local-stack";

/** Holds the stack of this process: what runs is written down, guarded, and ended in reverse. */
export type StackSession = {
  add(part: StartedPart): Promise<void>;
  markReady(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves with the name of a part that ended by itself. */
  lost: Promise<string>;
};

export const openSession = async (options: { portOffset: number; regions: string[] }): Promise<StackSession> => {
  const state: StackState = {
    launcherPid: process.pid,
    portOffset: options.portOffset,
    regions: options.regions,
    startedAt: new Date().toISOString(),
    isReady: false,
    parts: [],
  };
  const guard = startGuard();
  const parts: StartedPart[] = [];
  const spawned = new Set<number>();
  const forget = onPartStarted(({ pid }) => spawned.add(pid));
  const { promise: lost, resolve: tellLost } = Promise.withResolvers<string>();
  let isStopping = false;
  await writeState(state);

  const endLeftOvers = (): void => {
    for (const pid of spawned) {
      try {
        process.kill(-pid, "SIGKILL");
      } catch {
        // It ended properly.
      }
    }
  };

  return {
    lost,
    async add(part) {
      parts.push(part);
      state.parts.push({ name: part.name, pid: part.pid, port: part.port, startedAt: new Date().toISOString() });
      void part.exited.then(() => {
        if (!isStopping) tellLost(part.name);
      });
      await writeState(state);
    },
    async markReady() {
      state.isReady = true;
      await writeState(state);
    },
    async stop() {
      if (isStopping) return;
      isStopping = true;
      forget();
      for (const part of parts.toReversed()) await part.stop();
      // What was being started when the stop came is in no list yet.
      endLeftOvers();
      await forgetState();
      guard.dismiss();
    },
  };
};
