import type { StackState, StartedPart } from "@cogrion/local-stack";
import { identityOf, ownIdentity } from "@cogrion/files/identity";
import {
  apiUrlOf,
  claimStack,
  endingOrder,
  endLeftOvers,
  endStarting,
  forgetState,
  regionalPortsOf,
  takeOver,
  writeState,
} from "@cogrion/local-stack";

/** Holds the stack of this process: records what runs, and ends it layer by layer. */
export type StackSession = {
  add(part: StartedPart): Promise<void>;
  markReady(endpoints: StackState["endpoints"]): Promise<void>;
  stop(): Promise<void>;
  /** Resolves with the name of a part that stopped unexpectedly. */
  lost: Promise<string>;
};

export type Opened = { kind: "opened"; session: StackSession } | { kind: "running"; stack: StackState };

/** One at a time in a checkout: if a stack already runs, that one is returned. */
export const openSession = async (options: { portOffset: number; regions: string[] }): Promise<Opened> => {
  const state: StackState = {
    launcher: ownIdentity(),
    portOffset: options.portOffset,
    regions: options.regions,
    startedAt: new Date().toISOString(),
    isReady: false,
    apiUrl: apiUrlOf(regionalPortsOf(0, options.portOffset)),
    parts: [],
    endpoints: [],
  };
  const stack = await claimStack(state, endLeftOvers);
  return stack === undefined ? { kind: "opened", session: hold(state) } : { kind: "running", stack };
};

const hold = (state: StackState): StackSession => {
  const parts: StartedPart[] = [];
  const { promise: lost, resolve: tellLost } = Promise.withResolvers<string>();
  let stopping: Promise<void> | undefined;
  let written = Promise.resolve();

  /**
   * One after the other: parts become ready at the same time, and two writers would overwrite each
   * other's file.
   */
  const write = (): Promise<void> => {
    written = written.catch(() => undefined).then(() => writeState(state));
    return written;
  };

  const reportWhenLost = async (part: StartedPart): Promise<void> => {
    await part.exited;
    if (stopping === undefined) tellLost(part.name);
  };
  const endAll = async (): Promise<void> => {
    await endStarting();
    for (const layer of endingOrder) {
      await Promise.all(parts.filter((part) => part.layer === layer).map((part) => part.stop()));
    }
    await written.catch(() => undefined);
    await forgetState();
  };

  return {
    lost,
    async add(part) {
      // It became ready at the very moment when the others were being stopped.
      if (stopping !== undefined) return part.stop();
      parts.push(part);
      takeOver(part);
      const process = identityOf(part.pid);
      if (process !== undefined) {
        state.parts.push({
          name: part.name,
          process,
          port: part.port,
          ...(part.healthUrl === undefined ? {} : { healthUrl: part.healthUrl }),
          startedAt: new Date().toISOString(),
        });
      }
      void reportWhenLost(part);
      await write();
    },
    async markReady(endpoints) {
      state.isReady = true;
      state.endpoints = endpoints;
      await write();
    },
    stop: () => (stopping ??= endAll()),
  };
};
