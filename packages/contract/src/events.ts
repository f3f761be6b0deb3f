import type { WorkspaceId } from "@cogrion/domain";
import { EventSourceParserStream } from "eventsource-parser/stream";
import type { ApiClient } from "./client.ts";
import { ApiError, ApiUnreachableError } from "./client.ts";
import { routes } from "./public/index.ts";
import type { WorkspaceEventView } from "./schemas/provisioning.ts";
import { workspaceEvent } from "./schemas/provisioning.ts";

export type FollowOptions = {
  /** The last sequence that the client has seen; 0 for all events from the start. */
  afterSequence?: number;
  signal?: AbortSignal;
  /** Called when the stream broke; it is resumed automatically. */
  onInterrupted?: (error: Error) => void;
  /** Called when an interrupted stream is open again. */
  onResumed?: () => void;
  /**
   * If nothing happens, the server writes a comment every 15 s, so a connection that is silent for
   * longer than this is dead.
   */
  silenceSeconds?: number;
  /** The first pause before reconnecting; each further failure doubles it. */
  pauseSeconds?: number;
};

const longestPauseSeconds = 10;

/**
 * The workspace's events, oldest first, without end. A broken stream is resumed after the last
 * event seen, so that no event is missed or seen twice. Ends when `signal` aborts. @throws ApiError
 * if the API rejects the request (no such workspace, not signed in)
 */
export async function* followEvents(
  api: ApiClient,
  workspaceId: WorkspaceId,
  options: FollowOptions = {},
): AsyncGenerator<WorkspaceEventView, void> {
  const { signal, silenceSeconds = 45, pauseSeconds = 0.25, onInterrupted, onResumed } = options;
  let last = options.afterSequence ?? 0;
  let failures = 0;
  const isEnded = (): boolean => signal?.aborted === true;
  const onOpen = (): void => {
    if (failures > 0) onResumed?.();
    failures = 0;
  };
  while (!isEnded()) {
    try {
      for await (const event of openStream(api, workspaceId, last, { signal, silenceSeconds, onOpen })) {
        if (event.sequence <= last) continue;
        last = event.sequence;
        yield event;
      }
    } catch (error) {
      if (isEnded()) return;
      // A rejection is permanent; an outage is not.
      if (error instanceof ApiError && error.problem.status < 500 && error.problem.status !== 429) throw error;
      onInterrupted?.(error instanceof Error ? error : new Error(String(error)));
      failures += 1;
    }
    await pause(Math.min(pauseSeconds * 2 ** Math.max(0, failures - 1), longestPauseSeconds), signal);
  }
}

async function* openStream(
  api: ApiClient,
  workspaceId: WorkspaceId,
  afterSequence: number,
  options: { signal: AbortSignal | undefined; silenceSeconds: number; onOpen: () => void },
): AsyncGenerator<WorkspaceEventView, void> {
  const dead = new AbortController();
  const giveUp = (): void =>
    dead.abort(new ApiUnreachableError(`the event stream was silent for ${options.silenceSeconds} s`));
  let timer = setTimeout(giveUp, options.silenceSeconds * 1000);
  const onBytes = (): void => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, options.silenceSeconds * 1000);
  };
  try {
    const body = await api.stream(routes.streamEvents, {
      params: { workspace_id: workspaceId },
      headers: { "last-event-id": String(afterSequence) },
      signal: options.signal === undefined ? dead.signal : AbortSignal.any([options.signal, dead.signal]),
    });
    options.onOpen();
    const messages = body
      .pipeThrough(watched<Uint8Array<ArrayBuffer>>(onBytes))
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    for await (const message of messages) {
      const event = workspaceEvent.safeParse(JSON.parse(message.data));
      if (event.success) yield event.data;
    }
  } finally {
    clearTimeout(timer);
  }
}

const watched = <T>(onChunk: () => void): TransformStream<T, T> =>
  new TransformStream<T, T>({
    transform(chunk, controller) {
      onChunk();
      controller.enqueue(chunk);
    },
  });

/** Ends early, and without an error, when the signal aborts. */
const pause = (seconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    signal?.addEventListener("abort", end);
    if (signal?.aborted === true) end();
  });
