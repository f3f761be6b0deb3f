import type { WorkspaceEvent, WorkspaceId } from "@cogrion/domain";
import { expect, test } from "vitest";
import { createEventStreams } from "./event-streams.ts";
import type { OpenEventStream } from "./handler.ts";

const eventOf = (sequence: number): WorkspaceEvent => ({
  sequence,
  workspaceId: "w-acme" as WorkspaceId,
  type: "step_changed",
  data: { note: "line\nbreak" },
  at: new Date("2026-01-01T00:00:00Z"),
});

/** One event, then silence until the signal. */
const silent: OpenEventStream = async (signal) =>
  (async function* () {
    yield [eventOf(1)];
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
  })();

const textOf = async (stream: AsyncGenerator<string>): Promise<string> => {
  let text = "";
  for await (const part of stream) text += part;
  return text;
};
const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

test("a frame is one event: id, type and JSON on one line", async () => {
  const streams = createEventStreams({ maxPerOwner: 1, heartbeatSeconds: 60 });
  const { text } = await streams.open("ada", inSeconds(0.1), silent);
  expect(await textOf(text)).toBe(
    [
      "retry: 2000\n\n",
      'id: 1\nevent: step_changed\ndata: {"sequence":1,"type":"step_changed","at":"2026-01-01T00:00:00.000Z","data":{"note":"line\\nbreak"}}\n\n',
    ].join(""),
  );
});

test("a silent stream is kept open by comments, and ends when the token expires", async () => {
  const streams = createEventStreams({ maxPerOwner: 1, heartbeatSeconds: 0.02 });
  const { text } = await streams.open("ada", inSeconds(0.3), silent);
  expect(await textOf(text)).toContain(": still here\n\n");
});

test("an expired token opens no stream", async () => {
  const streams = createEventStreams({ maxPerOwner: 1, heartbeatSeconds: 60 });
  const { text } = await streams.open("ada", inSeconds(-5), silent);
  await expect(textOf(text)).resolves.toBeTypeOf("string");
});

test("all end when the server stops", async () => {
  const streams = createEventStreams({ maxPerOwner: 2, heartbeatSeconds: 60 });
  const open = await Promise.all([
    streams.open("ada", inSeconds(600), silent),
    streams.open("eve", new Date("9999-01-01"), silent),
  ]);
  const ended = Promise.all(open.map(({ text }) => textOf(text)));
  streams.closeAll();
  await expect(ended).resolves.toHaveLength(2);
});

test("each owner has so many and no more, whether they were read or not", async () => {
  const streams = createEventStreams({ maxPerOwner: 2, heartbeatSeconds: 60 });
  const first = await streams.open("ada", undefined, silent);
  const second = await streams.open("ada", undefined, silent);
  await expect(streams.open("ada", undefined, silent)).rejects.toMatchObject({ code: "rate_limited" });
  await expect(streams.open("eve", undefined, silent)).resolves.toBeDefined();
  // Twice, because a connection may report its end twice.
  first.end();
  first.end();
  const third = await streams.open("ada", undefined, silent);
  await expect(streams.open("ada", undefined, silent)).rejects.toMatchObject({ code: "rate_limited" });
  for (const { end } of [second, third]) end();
});

test("a refusal before the first event is passed on, and takes no place", async () => {
  const streams = createEventStreams({ maxPerOwner: 1, heartbeatSeconds: 60 });
  const refusal = new Error("not yours");
  await expect(streams.open("ada", undefined, () => Promise.reject(refusal))).rejects.toBe(refusal);
  await expect(streams.open("ada", undefined, silent)).resolves.toBeDefined();
});
