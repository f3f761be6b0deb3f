import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Download } from "./download.ts";
import { download } from "./download.ts";
import { ToolchainError } from "./error.ts";

const content = randomBytes(300_000);
const sha256 = createHash("sha256").update(content).digest("hex");

let folder: string;
let servers: Server[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-download-"));
  servers = [];
});
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await rm(folder, { recursive: true });
});

const file = () => join(folder, "downloads", "part.zip");
const sizeOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => undefined,
  );

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Each request gets the next response of the list; the last one is repeated. `ranges` records the
 * range of each request.
 */
const serve = async (...answers: Answer[]) => {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(ranges.length, answers.length - 1)];
    ranges.push(request.headers.range);
    answer?.(request, response);
  });
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/part.zip`, ranges };
};

/** Like a server that supports ranges. */
const whole: Answer = (request, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const length = { "content-length": content.length - from };
  const range = { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` };
  if (from >= content.length) response.writeHead(416);
  else if (from > 0) response.writeHead(206, { ...length, ...range });
  else response.writeHead(200, length);
  response.end(content.subarray(from));
};
const upTo =
  (bytes: number, then: (response: ServerResponse) => void): Answer =>
  (_request, response) => {
    response.writeHead(200, { "content-length": content.length });
    response.write(content.subarray(0, bytes), () => setTimeout(then, 50, response));
  };
/** The connection breaks after this many bytes. */
const broken = (bytes: number) => upTo(bytes, (response) => response.destroy());
/** No more data after this many bytes. */
const silent = (bytes: number) => upTo(bytes, () => undefined);
const status =
  (code: number): Answer =>
  (_request, response) =>
    void response.writeHead(code).end("no");
const other: Answer = (_request, response) => void response.end(randomBytes(1000));

const fetchFrom = (urls: string[], options: Partial<Download> = {}, onProgress?: Parameters<typeof download>[1]) =>
  download({ urls, file: file(), sha256, retryAfterSeconds: [0.01, 0.01], ...options }, onProgress);
const expectWhole = async () => {
  expect((await readFile(file())).equals(content)).toBe(true);
  expect(await readdir(join(folder, "downloads"))).toEqual(["part.zip"]);
};

test("the received part of a broken download is kept, and only the rest is requested", async () => {
  const { url, ranges } = await serve(broken(100_000), whole);
  const told: [number, number | undefined][] = [];
  await fetchFrom([url], {}, (received, total) => told.push([received, total]));
  await expectWhole();
  expect(ranges).toEqual([undefined, "bytes=100000-"]);
  expect(told.at(-1)).toEqual([content.length, content.length]);
  expect(told.map(([received]) => received)).toEqual(told.map(([received]) => received).toSorted((a, b) => a - b));
});

test("a silent connection is closed, and the download continues on a new one", async () => {
  const { url, ranges } = await serve(silent(100_000), whole);
  await fetchFrom([url], { stallSeconds: 0.5 });
  await expectWhole();
  expect(ranges).toEqual([undefined, "bytes=100000-"]);
});

test("a process continues what a killed one left", async () => {
  await mkdir(join(folder, "downloads"));
  await writeFile(`${file()}.part`, content.subarray(0, 250_000));
  const { url, ranges } = await serve(whole);
  await fetchFrom([url]);
  await expectWhole();
  expect(ranges).toEqual(["bytes=250000-"]);
});

test("a process that was killed between the last byte and the rename downloads nothing again", async () => {
  await mkdir(join(folder, "downloads"));
  await writeFile(`${file()}.part`, content);
  const { url, ranges } = await serve(whole);
  await fetchFrom([url]);
  await expectWhole();
  await fetchFrom([url]);
  expect(ranges).toEqual([`bytes=${content.length}-`]);
});

test("a server that knows no ranges sends the whole, which takes the place of the part", async () => {
  await mkdir(join(folder, "downloads"));
  await writeFile(`${file()}.part`, randomBytes(10_000));
  const { url } = await serve((_request, response) => void response.end(content));
  await fetchFrom([url]);
  await expectWhole();
});

test("a file without the pinned checksum is refused, nothing of it is kept, and the next place is asked for all", async () => {
  const [wrong, right] = [await serve(other), await serve(whole)];
  await fetchFrom([wrong.url, right.url]);
  await expectWhole();
  expect(right.ranges).toEqual([undefined]);
  await writeFile(file(), "tampered with in the cache");
  await fetchFrom([right.url]);
  await expectWhole();
});

test("a place without the file is tried once, an overloaded one again, and every fault is reported if none has it", async () => {
  const [absent, overloaded, wrong] = [await serve(status(404)), await serve(status(503)), await serve(other)];
  const failed = fetchFrom([absent.url, overloaded.url, wrong.url]);
  await expect(failed).rejects.toBeInstanceOf(ToolchainError);
  const message = await failed.catch((error: Error) => error.message);
  expect(message).toContain(`${absent.url}: the server returned 404`);
  expect(message).toContain(`${overloaded.url}: the server returned 503`);
  expect(message).toContain(`${wrong.url}: its checksum is not the pinned one`);
  expect(message).toContain("Run the command again");
  expect([absent, overloaded, wrong].map(({ ranges }) => ranges.length)).toEqual([1, 3, 1]);
  expect([await sizeOf(file()), await sizeOf(`${file()}.part`)]).toEqual([undefined, undefined]);
});

test("Ctrl-C ends it at once and keeps the received part, with which the next run continues", async () => {
  const interrupted = new AbortController();
  const { url, ranges } = await serve(silent(100_000), whole);
  const spare = await serve(whole);
  const ending = fetchFrom([url, spare.url], { signal: interrupted.signal }).catch((error: unknown) => error);
  await vi.waitUntil(async () => (await sizeOf(`${file()}.part`)) === 100_000, { timeout: 20_000 });
  interrupted.abort(new Error("Ctrl-C"));
  expect(await ending).toEqual(new Error("Ctrl-C"));
  expect(await sizeOf(`${file()}.part`)).toBe(100_000);
  await fetchFrom([url]);
  await expectWhole();
  expect([ranges, spare.ranges]).toEqual([[undefined, "bytes=100000-"], []]);
});
