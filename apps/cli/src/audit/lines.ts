import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { ReadableStream } from "node:stream/web";
import { Readable } from "node:stream";
import { UsageError } from "../failure.ts";

/** Line by line, however large it is. @throws UsageError where there is no such file */
export async function* linesOfFile(file: string): AsyncGenerator<string, void> {
  const input = createReadStream(file);
  try {
    yield* linesOf(input);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`${file} cannot be read (${code}).`);
  } finally {
    input.destroy();
  }
}

export const linesOfStream = (stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> =>
  linesOf(Readable.fromWeb(stream));

// Errors of the input pass through readline's iterator only where they come while it waits: taken from the input itself instead.
async function* linesOf(input: Readable): AsyncGenerator<string, void> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  input.once("error", failed.reject);
  const lines = createInterface({ input, crlfDelay: Infinity })[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([lines.next(), failed.promise]);
    if (next.done === true) {
      if (input.errored !== null) throw input.errored;
      return;
    }
    yield next.value;
  }
}
