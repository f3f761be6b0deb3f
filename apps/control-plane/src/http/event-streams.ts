import { setTimeout as delay } from "node:timers/promises";
import { CogrionError } from "@cogrion/domain";
import type { WorkspaceEvent } from "@cogrion/domain";
import { presentEvent } from "../views/provisioning.ts";
import type { OpenEventStream } from "./handler.ts";

export type EventStream = {
  text: AsyncGenerator<string, void>;
  /** Call it when the client has disconnected, whether it read anything or not. */
  end: () => void;
};

export type EventStreams = {
  /**
   * The text of a stream of server-sent events. It ends when the token expires and when all streams
   * are closed.
   * @throws CogrionError `rate_limited` if the owner has too many open streams
   */
  open(owner: string, expiresAt: Date | undefined, source: OpenEventStream): Promise<EventStream>;
  /** Ends every stream; clients reconnect with `Last-Event-ID`, to another replica. */
  closeAll(): void;
};

export type EventStreamsOptions = { maxPerOwner: number; heartbeatSeconds: number };

// Clients reconnect automatically; a Node timer can wait at most 24 days.
const longestMilliseconds = 3_600_000;

export const createEventStreams = ({ maxPerOwner, heartbeatSeconds }: EventStreamsOptions): EventStreams => {
  const closing = new AbortController();
  const openByOwner = new Map<string, number>();

  const take = (owner: string): (() => void) => {
    const open = openByOwner.get(owner) ?? 0;
    if (open >= maxPerOwner)
      throw new CogrionError("rate_limited", {
        detail: `You have ${open} open event streams, which is the maximum. Close one.`,
        retryAfterSeconds: 10,
      });
    openByOwner.set(owner, open + 1);
    return () => {
      const left = (openByOwner.get(owner) ?? 1) - 1;
      if (left === 0) openByOwner.delete(owner);
      else openByOwner.set(owner, left);
    };
  };

  return {
    async open(owner, expiresAt, source) {
      const release = take(owner);
      const gone = new AbortController();
      gone.signal.addEventListener("abort", release, { once: true });
      const millisecondsLeft = (expiresAt?.getTime() ?? Infinity) - Date.now();
      const timeout = AbortSignal.timeout(Math.max(0, Math.min(millisecondsLeft, longestMilliseconds)));
      const signal = AbortSignal.any([closing.signal, gone.signal, timeout]);
      const end = (): void => gone.abort();
      try {
        return { text: textOf(await source(signal), signal, heartbeatSeconds), end };
      } catch (error) {
        end();
        throw error;
      }
    },
    closeAll: () => closing.abort(),
  };
};

async function* textOf(
  batches: AsyncGenerator<WorkspaceEvent[], void>,
  signal: AbortSignal,
  heartbeatSeconds: number,
): AsyncGenerator<string, void> {
  // Sent at once, so that the client sees its stream open before anything happens.
  yield "retry: 2000\n\n";
  const following = (): ReturnType<typeof batches.next> => {
    const next = batches.next();
    // If nobody waits for it any more, its failure is irrelevant and must not end the process.
    next.catch(() => undefined);
    return next;
  };
  let next = following();
  while (!signal.aborted) {
    const batch = await nextWithin(next, heartbeatSeconds);
    if (batch === undefined) yield ": still here\n\n";
    else if (batch.done === true) return;
    else {
      yield batch.value.map(frameOf).join("");
      next = following();
    }
  }
}

const nextWithin = async <T>(next: Promise<T>, seconds: number): Promise<T | undefined> => {
  const timer = new AbortController();
  try {
    return await Promise.race([next, delay(seconds * 1000, undefined, { signal: timer.signal, ref: false })]);
  } finally {
    timer.abort();
  }
};

/** https://html.spec.whatwg.org/multipage/server-sent-events.html; JSON text has no line breaks. */
const frameOf = (event: WorkspaceEvent): string =>
  `id: ${event.sequence}\nevent: ${event.type}\ndata: ${JSON.stringify(presentEvent(event))}\n\n`;
