import type { WorkspaceId } from "@cogrion/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

type Frame = { id?: string; event?: string; data?: { sequence: number; data: Record<string, unknown> } };

/** Reads server-sent events until `end`, without comments and `retry`. */
const openStream = async (stage: Stage, id: string, headers: Record<string, string> = {}) => {
  const controller = new AbortController();
  const response = await fetch(new URL(`/api/workspaces/${id}/events`, stage.controlPlane.publicUrl), {
    signal: controller.signal,
    headers: { accept: "text/event-stream", authorization: `Bearer ${await stage.token("vera")}`, ...headers },
  });
  const frames: Frame[] = [];
  const reading = (async () => {
    let text = "";
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const fields = Object.fromEntries(
          block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
        );
        if (fields["data"] !== undefined) frames.push({ ...fields, data: JSON.parse(fields["data"]) });
      }
    }
  })();
  return {
    response,
    frames,
    /** Resolves when the server ends the stream. */
    ended: reading.then(
      () => true,
      () => false,
    ),
    end: () => controller.abort(),
  };
};

describe("events", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.stop());
  const append = (id: WorkspaceId, step: number) =>
    stage.store.events.append(id, "step_changed", { step: "assume_role", number: step, status: "running" });

  test("without a stream the events after the last one seen are listed", async () => {
    const { id } = await stage.givenWorkspace("listed");
    await append(id, 1);
    const all = await stage.call("GET", `/api/workspaces/${id}/events`, { as: "vera" });
    expect(all.body.items.map((each: { sequence: number; type: string }) => [each.sequence, each.type])).toEqual([
      [1, "state_changed"],
      [2, "step_changed"],
    ]);
    const after = await stage.call("GET", `/api/workspaces/${id}/events`, {
      as: "vera",
      headers: { "last-event-id": "1" },
    });
    expect(after.body.items).toEqual([all.body.items[1]]);
  });

  test("a stream sends past events, then new ones as they are committed, each once and in order", async () => {
    const { id } = await stage.givenWorkspace("streamed");
    const stream = await openStream(stage, id);
    expect(stream.response.headers.get("content-type")).toContain("text/event-stream");
    await expect.poll(() => stream.frames.length).toBe(1);
    for (let step = 2; step <= 20; step++) await append(id, step);
    await expect.poll(() => stream.frames.length).toBe(20);
    expect(stream.frames.map((frame) => frame.id)).toEqual(Array.from({ length: 20 }, (_, index) => `${index + 1}`));
    expect(stream.frames[4]).toMatchObject({ event: "step_changed", data: { sequence: 5, data: { number: 5 } } });
    stream.end();
  });

  test("a client that comes back with Last-Event-ID misses nothing and sees nothing twice", async () => {
    const { id } = await stage.givenWorkspace("resumed");
    const first = await openStream(stage, id);
    await append(id, 2);
    await expect.poll(() => first.frames.length).toBe(2);
    first.end();
    await append(id, 3);
    const second = await openStream(stage, id, { "last-event-id": first.frames.at(-1)?.id ?? "" });
    await append(id, 4);
    await expect.poll(() => second.frames.map((frame) => frame.id)).toEqual(["3", "4"]);
    second.end();
  });

  test("a caller who may not read the workspace gets no stream, and a malformed Last-Event-ID is rejected", async () => {
    const { id } = await stage.givenWorkspace("private");
    const headers = { accept: "text/event-stream" };
    const refused = await stage.call("GET", `/api/workspaces/${id}/events`, { as: "eve", headers });
    expect([refused.status, refused.body.code]).toEqual([404, "workspace_not_found"]);
    for (const lastEventId of ["-1", "x", "1".repeat(10)]) {
      const answer = await stage.call("GET", `/api/workspaces/${id}/events`, {
        as: "ada",
        headers: { ...headers, "last-event-id": lastEventId },
      });
      expect([answer.status, answer.body.code]).toEqual([400, "request_invalid"]);
    }
  });

  test("one person holds so many streams and no more; a closed one makes room", async () => {
    const { id } = await stage.givenWorkspace("crowded");
    const streams = await Promise.all(Array.from({ length: 20 }, () => openStream(stage, id)));
    expect(streams.map((stream) => stream.response.status)).toEqual(Array(20).fill(200));
    const headers = { accept: "text/event-stream" };
    const refused = await stage.call("GET", `/api/workspaces/${id}/events`, { as: "vera", headers });
    expect([refused.status, refused.body.code, refused.headers.get("retry-after")]).toEqual([
      429,
      "rate_limited",
      "10",
    ]);
    streams[0]?.end();
    await expect
      .poll(async () => {
        const next = await openStream(stage, id);
        next.end();
        return next.response.status;
      })
      .toBe(200);
    for (const stream of streams) stream.end();
  });
});
