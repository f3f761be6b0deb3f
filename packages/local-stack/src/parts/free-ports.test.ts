import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePorts, isPortFree } from "./free-ports.ts";

const listenOn = (port: number): Promise<() => Promise<void>> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(() => new Promise((done) => server.close(() => done()))));
  });

test("no port is given out twice, also not to two who ask at once", async () => {
  const given = (await Promise.all([freePorts(40), freePorts(40), freePorts(1)])).flat();
  expect(new Set(given).size).toBe(81);
});

test("ports lie below those of outgoing connections", async () => {
  for (const port of await freePorts(60)) {
    expect(port).toBeGreaterThanOrEqual(20_000);
    expect(port).toBeLessThan(32_000);
  }
});

test("a port that somebody took meanwhile is passed over", async () => {
  const [port = 0] = await freePorts(1);
  const close = await listenOn(port + 1);
  try {
    expect(await isPortFree(port + 1)).toBe(false);
    expect(await freePorts(10)).not.toContain(port + 1);
  } finally {
    await close();
  }
});
