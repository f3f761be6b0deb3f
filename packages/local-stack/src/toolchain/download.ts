import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { ToolchainError } from "./error.ts";

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    (each) => each.size,
    () => 0,
  );

const sha256Of = async (file: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
};

export type Download = {
  /** The same file in several places; the next one is tried if one does not have it. */
  urls: readonly string[];
  file: string;
  sha256: string;
  /** If known, for the progress display. */
  bytes?: number;
  signal?: AbortSignal;
  /** If no byte arrives for this long, the connection is closed and opened again. */
  stallSeconds?: number;
  /** Pauses before each new attempt at one place. */
  retryAfterSeconds?: readonly number[];
};

type OnProgress = (receivedBytes: number, totalBytes: number | undefined) => void;

const defaultStallSeconds = 30;
const defaultRetryAfterSeconds = [1, 3, 10];

/** A place with such a status will not respond differently a moment later. */
class UnavailableError extends Error {}

/**
 * Downloads into `file` and continues where an earlier attempt stopped, even one of a killed
 * process. It verifies the pinned checksum before the file gets its name.
 * @throws ToolchainError with each place and its fault
 */
export const download = async (options: Download, onProgress: OnProgress = () => undefined): Promise<void> => {
  const { urls, file, sha256 } = options;
  if ((await sizeOf(file)) > 0 && (await sha256Of(file)) === sha256) return;
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.part`;
  const faults: string[] = [];
  for (const url of urls) {
    try {
      await fetchPersistently(url, partial, options, onProgress);
    } catch (error) {
      options.signal?.throwIfAborted();
      faults.push(`${url}: ${reasonOf(error)}`);
      continue;
    }
    if ((await sha256Of(partial)) === sha256) return rename(partial, file);
    await rm(partial, { force: true });
    faults.push(`${url}: its checksum is not the pinned one, and the file was deleted`);
  }
  const list = faults.map((fault) => `  ${fault}`).join("\n");
  throw new ToolchainError(`A download failed. Run the command again to continue it.\n${list}`);
};

/** `fetch` hides the reason of a failure in `cause`. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
};

const fetchPersistently = async (
  url: string,
  partial: string,
  options: Download,
  onProgress: OnProgress,
): Promise<void> => {
  const pauses = options.retryAfterSeconds ?? defaultRetryAfterSeconds;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await fetchRest(url, partial, options, onProgress);
    } catch (error) {
      const pauseSeconds = pauses[attempt];
      if (options.signal?.aborted === true || error instanceof UnavailableError || pauseSeconds === undefined)
        throw error;
      await sleep(pauseSeconds * 1000, undefined, { signal: options.signal });
    }
  }
};

const fetchRest = async (url: string, partial: string, options: Download, onProgress: OnProgress): Promise<void> => {
  const have = await sizeOf(partial);
  const stalled = new AbortController();
  const stallSeconds = options.stallSeconds ?? defaultStallSeconds;
  const giveUp = (): void => stalled.abort(new Error(`no data for ${stallSeconds} s`));
  let timer = setTimeout(giveUp, stallSeconds * 1000);
  const signal = options.signal === undefined ? stalled.signal : AbortSignal.any([options.signal, stalled.signal]);
  try {
    const response = await fetch(url, { signal, headers: have > 0 ? { range: `bytes=${have}-` } : {} });
    if (response.status === 416) {
      await response.body?.cancel();
      // The file is already complete, or too long: the checksum decides.
      return;
    }
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      const Fault = response.status >= 500 || response.status === 429 ? Error : UnavailableError;
      throw new Fault(`the server returned ${response.status}`);
    }
    // A server that ignores Range returns 200 and the whole file.
    const isResumed =
      response.status === 206 && response.headers.get("content-range")?.startsWith(`bytes ${have}-`) === true;
    let received = isResumed ? have : 0;
    const length = Number(response.headers.get("content-length"));
    const total = options.bytes ?? (length > 0 ? received + length : undefined);
    const counting = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        received += chunk.length;
        clearTimeout(timer);
        timer = setTimeout(giveUp, stallSeconds * 1000);
        onProgress(received, total);
        done(undefined, chunk);
      },
    });
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(body, counting, createWriteStream(partial, { flags: isResumed ? "a" : "w" }), { signal });
  } finally {
    clearTimeout(timer);
  }
};
