import { Readable } from "node:stream";

const sliceBytes = 64 * 1024;

/**
 * A stream of a buffer that all responses share: a response holds one slice of it, not a copy of
 * the whole.
 */
export const streamOf = (body: Buffer): Readable => Readable.from(slicesOf(body), { objectMode: false });

function* slicesOf(body: Buffer): Generator<Buffer> {
  for (let start = 0; start < body.length; start += sliceBytes) yield body.subarray(start, start + sliceBytes);
}
