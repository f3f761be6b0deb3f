import fc from "fast-check";
import { expect, test } from "vitest";
import { LineTooLongError, linesOf } from "./lines.ts";

const read = async (text: string, chunkBytes: number, maxBytes?: number): Promise<string[]> => {
  const bytes = new TextEncoder().encode(text);
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  };
  const lines: string[] = [];
  for await (const line of linesOf(chunks(), maxBytes === undefined ? {} : { maxBytes })) lines.push(line);
  return lines;
};

test("a line of JSON is one line, whatever its strings contain and wherever the stream is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: "binary", minLength: 1, maxLength: 12 }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 7 }),
      async (values, chunkBytes) => {
        const lines = [...values, "a\u2028b\u2029c\u0085d\u000be"].map((value) => JSON.stringify(value));
        expect(await read(lines.map((line) => `${line}\n`).join(""), chunkBytes)).toEqual(lines);
        expect(await read(lines.join("\r\n"), chunkBytes)).toEqual(lines);
      },
    ),
  );
});

test("empty lines count, and a last line without an end is one too", async () => {
  expect(await read("a\n\nb", 2)).toEqual(["a", "", "b"]);
  expect(await read("", 2)).toEqual([]);
  expect(await read("\n", 2)).toEqual([""]);
});

test("a line that never ends is not read into memory", async () => {
  await expect(read("a".repeat(100), 10, 50)).rejects.toThrow(LineTooLongError);
});
