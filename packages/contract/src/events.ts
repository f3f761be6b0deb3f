import type { WorkspaceId } from "@cogrion/domain";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { ApiError, ApiUnreachableError, urlOf } from "./client.ts";
import type { ApiClient } from "./client.ts";
import { routes } from "./routes/index.ts";
import { problem } from "./schemas/common.ts";
import type { WorkspaceEventView } from "./schemas/workspace.ts";
import { workspaceEvent } from "./schemas/workspace.ts";

export type FollowOptions = {
  /** The last sequence seen; 0 for all events from the start. */
  afterSequence?: number;
  signal?: AbortSignal;
  /** Told when the stream broke and is resumed. */
  onInterrupted?: (error: Error) => void;
};

const longestPauseSeconds = 10;

const pause = (seconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

/**
 * The workspace's events, oldest first, without end: a stream that breaks is resumed after the last event seen, so that none is missed or seen twice.
 * Ends when `signal` says so. @throws ApiError when the API refuses (no such workspace, not signed in)
 */
export async function* followEvents(
  api: ApiClient,
  workspaceId: WorkspaceId,
  options: FollowOptions = {},
): AsyncGenerator<WorkspaceEventView, void> {
  let last = options.afterSequence ?? 0;
  let failures = 0;
  const isEnded = (): boolean => options.signal?.aborted === true;
  while (!isEnded()) {
    try {
      for await (const event of openStream(api, workspaceId, last, options.signal)) {
        failures = 0;
        if (event.sequence <= last) continue;
        last = event.sequence;
        yield event;
      }
    } catch (error) {
      if (isEnded()) return;
      // A refusal stays one, however often it is asked; an outage does not.
      if (error instanceof ApiError && error.problem.status < 500 && error.problem.status !== 429) throw error;
      options.onInterrupted?.(error instanceof Error ? error : new Error(String(error)));
      failures += 1;
    }
    await pause(Math.min(0.25 * 2 ** failures, longestPauseSeconds), options.signal);
  }
}

async function* openStream(
  api: ApiClient,
  workspaceId: WorkspaceId,
  afterSequence: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<WorkspaceEventView, void> {
  const authorization = await api.authorization();
  const response = await fetch(urlOf(api.baseUrl, routes.streamEvents.path, { workspace_id: workspaceId }), {
    redirect: "error",
    signal: signal ?? null,
    headers: {
      accept: "text/event-stream",
      "last-event-id": String(afterSequence),
      ...(authorization === undefined ? {} : { authorization }),
    },
  });
  if (!response.ok || response.body === null) {
    const parsed = problem.safeParse(await response.json().catch(() => undefined));
    if (parsed.success) throw new ApiError(parsed.data, undefined);
    throw new ApiUnreachableError(`the event stream answered ${response.status}`);
  }
  const messages = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const message of messages) {
    const event = workspaceEvent.safeParse(JSON.parse(message.data));
    if (event.success) yield event.data;
  }
}
