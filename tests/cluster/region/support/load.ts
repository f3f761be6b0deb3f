import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "@cogrion/contract";
import { followEvents, routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";

export type Load = {
  /** Requests so far. */
  sent(): number;
  /** What went wrong, one line each. */
  failures: readonly string[];
  /** Waits for the requests under way. */
  stop(): Promise<void>;
};

const intervalMilliseconds = 50;

/** Sends requests at a fixed pace, whether or not those before were answered: reads of these workspaces in turn. */
export const startLoad = (readers: readonly { api: ApiClient; id: WorkspaceId }[], requestsPerSecond: number): Load => {
  const failures: string[] = [];
  const underWay = new Set<Promise<unknown>>();
  let sent = 0;
  const send = (): void => {
    const reader = readers[sent % readers.length];
    sent += 1;
    if (reader === undefined) return;
    const request = reader.api
      .call(routes.getWorkspace, { params: { workspace_id: reader.id } })
      .catch((error: unknown) => failures.push(`request ${sent}: ${String(error)}`));
    underWay.add(request);
    void request.finally(() => underWay.delete(request));
  };
  const timer = setInterval(() => {
    for (let count = 0; count < (requestsPerSecond * intervalMilliseconds) / 1000; count += 1) send();
  }, intervalMilliseconds);
  return {
    sent: () => sent,
    failures,
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
};

export type Streams = {
  /** Interruptions, each of which was resumed. */
  interruptions(): number;
  /** Waits until each stream has seen the last event, then ends all; returns what is wrong with their sequences. */
  finish(): Promise<string[]>;
};

/** Follows each workspace's events on several streams, as a dashboard does. */
export const openStreams = (readers: readonly { api: ApiClient; id: WorkspaceId }[], perReader: number): Streams => {
  const ending = new AbortController();
  let interruptions = 0;
  const streams = readers.flatMap(({ api, id }) =>
    Array.from({ length: perReader }, () => {
      const seen: number[] = [];
      const follow = async (): Promise<void> => {
        const options = { signal: ending.signal, onInterrupted: () => void (interruptions += 1) };
        for await (const event of followEvents(api, id, options)) seen.push(event.sequence);
      };
      return { api, id, seen, following: follow() };
    }),
  );
  return {
    interruptions: () => interruptions,
    async finish() {
      const faults: string[] = [];
      for (const { api, id, seen } of streams) {
        const { items } = await api.call(routes.streamEvents, { params: { workspace_id: id } });
        const expected = items.map(({ sequence }) => sequence);
        const last = expected.at(-1) ?? 0;
        for (let round = 0; round < 100 && (seen.at(-1) ?? 0) < last; round += 1) await sleep(200);
        if (seen.join() !== expected.join()) faults.push(`${id}: saw ${seen.join()} of ${expected.join()}`);
      }
      ending.abort();
      await Promise.all(streams.map(({ following }) => following));
      return faults;
    },
  };
};
