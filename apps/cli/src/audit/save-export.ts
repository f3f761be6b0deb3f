import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { AuditExportFormat } from "@cogrion/contract";
import { ApiUnreachableError } from "@cogrion/contract";
import { isReaderClosed, ReaderLeftError } from "../reader.ts";
import { createCounter } from "../render/counter.ts";

/**
 * Writes the export as it arrives and returns its size in bytes. The file gets its name when it is
 * complete, so an export that was cut off leaves no file.
 * @throws ApiUnreachableError if it was cut off
 */
export const saveExport = async (
  body: ReadableStream<Uint8Array>,
  { output, format }: { output: string; format: AuditExportFormat },
): Promise<number> => {
  const counter = createCounter();
  let bytes = 0;
  let tail = Buffer.alloc(0);
  const counting = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      tail = Buffer.concat([tail, chunk]).subarray(-lastLineBytes);
      counter.show(`${bytes.toLocaleString("en")} bytes …`);
      done(undefined, chunk);
    },
  });
  const source = Readable.fromWeb(body);
  let cutOff: unknown;
  source.once("error", (error) => (cutOff = error));
  const partial = `${output}.partial`;
  try {
    if (output === "-") await pipeline(source, counting, process.stdout, { end: false });
    else await pipeline(source, counting, createWriteStream(partial, { mode: 0o600 }));
    if (format === "ndjson" && !isEnded(tail)) throw new ApiUnreachableError(cutOffMessage);
    if (output !== "-") await rename(partial, output);
    return bytes;
  } catch (error) {
    if (output === "-" && isReaderClosed(error)) throw new ReaderLeftError();
    if (output !== "-") await rm(partial, { force: true });
    throw cutOff === undefined ? error : new ApiUnreachableError(cutOffMessage, { cause: error });
  } finally {
    counter.end();
  }
};

const lastLineBytes = 1024;
const cutOffMessage = "The export was cut off before its end, and no file was written. Try again.";

const isEnded = (tail: Buffer): boolean =>
  tail.toString("utf8").trimEnd().split("\n").at(-1)?.startsWith('{"end":') === true;
