import { createReadStream } from "node:fs";
import type { ReadableStream } from "node:stream/web";
import { LineTooLongError, linesOf } from "@cogrion/files/lines";
import { UsageError } from "../failure.ts";

/** Line by line, whatever the file's size. @throws UsageError if it cannot be read */
export async function* linesOfFile(file: string): AsyncGenerator<string, void> {
  const input = createReadStream(file);
  try {
    yield* linesOf(input as AsyncIterable<Buffer>);
  } catch (error) {
    if (error instanceof LineTooLongError) throw new UsageError(`${file}: ${error.message}.`);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`${file} cannot be read (${code}).`);
  } finally {
    input.destroy();
  }
}

export const linesOfStream = (stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> =>
  linesOf(stream as AsyncIterable<Uint8Array>);
