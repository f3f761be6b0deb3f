import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";
import { createMetricsRegistry } from "@cogrion/telemetry/metrics/registry";
import { afterEach, expect, test } from "vitest";
import type { ConnectionLimits } from "./connection-limits.ts";
import { defaultConnectionLimits } from "./connection-limits.ts";
import { guardConnections } from "./connections.ts";
import { streamOf } from "./shared-body.ts";

let server: Server | undefined;
const clients: Socket[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(0) : server.close(resolve)));
  server = undefined;
});

const body = Buffer.alloc(5_000_000, "a");

const start = async (limits: Partial<ConnectionLimits>, trustedProxies: string[] = []) => {
  const registry = createMetricsRegistry({ service: "test", environment: "local", region: "sgp-1" });
  const started = createServer((request, response) => {
    if (request.url === "/copied") response.end(Buffer.from(body).toString("latin1"));
    else streamOf(body).pipe(response);
  });
  server = started;
  guardConnections(started, {
    listener: "public",
    registry,
    limits: { ...defaultConnectionLimits, sweepMilliseconds: 50, ...limits },
    trustedProxies,
  });
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const { port } = started.address() as AddressInfo;
  /** Sends a request, and reads nothing until `resume`. */
  const ask = (path = "/") => {
    const socket = connect(port, "127.0.0.1");
    clients.push(socket);
    socket.pause();
    socket.on("error", () => undefined);
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    return socket;
  };
  const connections = () =>
    new Promise<number>((resolve, reject) =>
      started.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
    );
  const valueOf = async (name: string, labels = ""): Promise<number> => {
    const series = new RegExp(`^${name}\\{[^}]*listener="public"[^}]*${labels}[^}]*\\} (\\d+)`, "m");
    return Number(series.exec(await registry.metrics())?.[1] ?? 0);
  };
  return {
    ask,
    connections,
    closed: (reason: string) => () => valueOf("http_connections_closed_total", `reason="${reason}"`),
    unsentBytes: () => valueOf("http_unsent_bytes"),
  };
};

const waiting = { timeout: 60_000 };

test("sockets that take nothing are destroyed, and the others continue", async () => {
  const { ask, connections, closed } = await start({ silentReaderSeconds: 1 });
  for (let index = 0; index < 300; index += 1) ask();
  const slow = ask();
  let received = 0;
  slow.on("data", (chunk: Buffer) => {
    received += chunk.length;
    slow.pause();
    setTimeout(() => slow.resume(), 5);
  });
  slow.resume();
  await expect.poll(closed("silent_reader"), waiting).toBe(300);
  expect(await connections()).toBeLessThanOrEqual(1);
  await expect.poll(() => received, waiting).toBeGreaterThan(body.length);
});

test("what waits for all sockets together is bounded, also where a response is one large write", async () => {
  const { ask, closed, unsentBytes } = await start({ maxUnsentBytes: 20_000_000 });
  for (let index = 0; index < 30; index += 1) ask("/copied");
  await expect.poll(closed("too_much_unsent"), waiting).toBeGreaterThan(0);
  await expect.poll(unsentBytes, waiting).toBeLessThanOrEqual(20_000_000);
});

test("an address has a limit of connections, a trusted proxy only the limit in all", async () => {
  const limits = { maxConnectionsPerAddress: 5, maxConnections: 8 };
  const one = await start(limits);
  for (let index = 0; index < 12; index += 1) one.ask();
  await expect.poll(one.closed("too_many_of_address"), waiting).toBe(7);
  expect(await one.connections()).toBe(5);
  for (const client of clients.splice(0)) client.destroy();
  await expect.poll(one.connections, waiting).toBe(0);
  one.ask();
  await expect.poll(one.connections, waiting).toBe(1);
  for (const client of clients.splice(0)) client.destroy();
  await new Promise((resolve) => server?.close(resolve));

  const other = await start(limits, ["127.0.0.0/8"]);
  for (let index = 0; index < 12; index += 1) other.ask();
  await expect.poll(other.closed("too_many"), waiting).toBe(4);
  expect(await other.connections()).toBe(8);
});
