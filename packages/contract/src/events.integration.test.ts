import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { WorkspaceId } from "@cogrion/domain";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ApiError, createApiClient } from "./client.ts";
import type { FollowOptions } from "./events.ts";
import { followEvents } from "./events.ts";

type Answer = (response: ServerResponse, lastEventId: string) => void;

const frameOf = (sequence: number, type = "step_changed"): string =>
  `id: ${sequence}\nevent: ${type}\ndata: ${JSON.stringify({ sequence, type, at: "2026-03-01T12:00:00.000Z", data: {} })}\n\n`;

const open = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { "content-type": "text/event-stream" });

const problem = (response: ServerResponse, status: number, code: string): void => {
  const body = { type: "https://cogrion.com/errors", title: code, status, detail: `${code}.`, code, request_id: "r" };
  response.writeHead(status, { "content-type": "application/problem+json" }).end(JSON.stringify(body));
};

/** Each request gets the next response of the list; the last one is repeated. */
const serve = async (answers: Answer[]) => {
  const seen: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const lastEventId = String(request.headers["last-event-id"]);
    seen.push(lastEventId);
    const answer = answers[Math.min(seen.length, answers.length) - 1];
    answer?.(response, lastEventId);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    seen,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

describe("following a workspace's events", () => {
  let server: Awaited<ReturnType<typeof serve>> | undefined;
  let ended: AbortController;
  beforeEach(() => {
    ended = new AbortController();
  });
  afterEach(() => {
    ended.abort();
    server?.close();
  });

  const follow = async (
    answers: Answer[],
    wanted: number,
    { onEvent, ...options }: FollowOptions & { onEvent?: () => void } = {},
  ): Promise<number[]> => {
    server = await serve(answers);
    const api = createApiClient({ baseUrl: server.baseUrl, token: async () => "token" });
    const sequences: number[] = [];
    const events = followEvents(api, "w-acme" as WorkspaceId, { pauseSeconds: 0.01, signal: ended.signal, ...options });
    for await (const event of events) {
      sequences.push(event.sequence);
      onEvent?.();
      if (sequences.length === wanted) break;
    }
    return sequences;
  };

  test("a broken stream resumes after the last event seen; no event is missed or repeated", async () => {
    const sequences = await follow(
      [
        (response) => void open(response).write(frameOf(1) + frameOf(2), () => response.destroy()),
        (response) => void open(response).end(frameOf(2) + frameOf(3)),
        (response) => void open(response).write(`: still here\n\n${frameOf(4)}`),
      ],
      4,
    );
    expect(sequences).toEqual([1, 2, 3, 4]);
    expect(server?.seen).toEqual(["0", "2", "3"]);
  });

  test("it begins after the sequence that the caller has seen", async () => {
    expect(await follow([(response) => void open(response).write(frameOf(8))], 1, { afterSequence: 7 })).toEqual([8]);
    expect(server?.seen).toEqual(["7"]);
  });

  test("a silent connection is closed and opened again", async () => {
    const told: string[] = [];
    const sequences = await follow(
      [(response) => void open(response).write(frameOf(1)), (response) => void open(response).write(frameOf(2))],
      2,
      {
        silenceSeconds: 2,
        onInterrupted: (error) => told.push(error.message),
        onResumed: () => told.push("resumed"),
      },
    );
    expect(sequences).toEqual([1, 2]);
    expect(told).toEqual(["the event stream was silent for 2 s", "resumed"]);
  });

  test("outages are waited out, refusals are not", async () => {
    const outages: Answer[] = [
      (response) => problem(response, 503, "dependency_unavailable"),
      (response) => problem(response, 429, "rate_limited"),
      (response) => void response.writeHead(502).end("<html>"),
      (response) => void open(response).write("data: not JSON\n\n"),
      (response) => void open(response).write(frameOf(1)),
    ];
    expect(await follow(outages, 1)).toEqual([1]);
    const refused = follow([(response) => problem(response, 404, "workspace_not_found")], 1);
    await expect(refused).rejects.toThrow(ApiError);
    expect(server?.seen).toHaveLength(1);
  });

  test("an event of a kind that this version does not know is left out", async () => {
    expect(await follow([(response) => void open(response).write(frameOf(1, "new_kind") + frameOf(2))], 1)).toEqual([
      2,
    ]);
  });

  test("it ends without an error when the caller says so, while it reads and while it waits", async () => {
    const reading = follow([(response) => void open(response).write(frameOf(1))], 2, { onEvent: () => ended.abort() });
    expect(await reading).toEqual([1]);

    ended = new AbortController();
    const waiting = follow([(response) => problem(response, 503, "dependency_unavailable")], 1, {
      pauseSeconds: 1000,
      onInterrupted: () => ended.abort(),
    });
    expect(await waiting).toEqual([]);
  });
});
