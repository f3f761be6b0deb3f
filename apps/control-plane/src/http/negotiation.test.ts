import { expect, test } from "vitest";
import { negotiate } from "./negotiation.ts";

test.each([
  [undefined, false],
  ["*/*", false],
  ["application/json", false],
  ["application/problem+json", false],
  ["text/event-stream", true],
  ["text/event-stream, application/json;q=0.5", true],
  ["application/json, text/event-stream;q=0.5", false],
])("Accept: %s on a route with a stream", (accept, acceptsEventStream) => {
  expect(negotiate({ accept }, { hasEventStream: true })).toEqual({ acceptsEventStream });
});

test.each(["text/html", "application/json;q=0", "nonsense"])("Accept: %s cannot be met", (accept) => {
  for (const hasEventStream of [true, false])
    expect(() => negotiate({ accept }, { hasEventStream })).toThrow(
      expect.objectContaining({ code: "not_acceptable" }),
    );
});

test("a stream is not acceptable where there is none", () => {
  expect(() => negotiate({ accept: "text/event-stream" }, { hasEventStream: false })).toThrow(
    expect.objectContaining({ code: "not_acceptable" }),
  );
});

test("a file is served as what its format says, and as nothing else", () => {
  const csv = { hasEventStream: false, downloads: ["text/csv"] };
  for (const accept of [undefined, "*/*", "text/csv", "text/*;q=0.1", "application/problem+json"])
    expect(negotiate({ accept }, csv)).toEqual({ acceptsEventStream: false });
  for (const accept of ["application/json", "application/x-ndjson"])
    expect(() => negotiate({ accept }, csv)).toThrow("This resource is served as text/csv.");
});
