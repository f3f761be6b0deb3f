/** A line was longer than allowed: what is read is probably not text in lines. */
export class LineTooLongError extends Error {
  constructor(number: number, maxBytes: number) {
    super(`Line ${number} is longer than ${maxBytes} bytes`);
    this.name = "LineTooLongError";
  }
}

/**
 * The lines of a stream of UTF-8, without their `\n` or `\r\n`; the last one may lack it. Nothing
 * else ends a line: JSON allows U+2028 and U+2029 within strings, where Node's readline splits.
 * @throws LineTooLongError
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes = 2 ** 20 }: { maxBytes?: number } = {},
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let parts: Uint8Array[] = [];
  let size = 0;
  let number = 1;
  const take = (part: Uint8Array): void => {
    parts.push(part);
    size += part.length;
    if (size > maxBytes) throw new LineTooLongError(number, maxBytes);
  };
  const finish = (): string => {
    const whole = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    const text = decoder.decode(whole);
    parts = [];
    size = 0;
    number += 1;
    return text.endsWith("\r") ? text.slice(0, -1) : text;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      take(chunk.subarray(start, end));
      start = end + 1;
      yield finish();
    }
    if (start < chunk.length) take(chunk.subarray(start));
  }
  if (size > 0) yield finish();
}
