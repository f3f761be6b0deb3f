import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import type { Server } from "node:net";
import { createServer } from "node:net";

type Held = { server: Server; close: () => Promise<void> };

const listen = (port: number, host = "127.0.0.1"): Promise<Held> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, host, () =>
      resolve({ server, close: () => new Promise((done) => server.close(() => done())) }),
    );
  });

const isTaken = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES");

/** A machine without IPv6 refuses for another reason, and that is not a holder. */
const isFreeOn = async (port: number, host: string): Promise<boolean> => {
  try {
    const held = await listen(port, host);
    await held.close();
    return true;
  } catch (error) {
    return !isTaken(error);
  }
};

/** Browsers try `localhost` over IPv6 first: who listens only there would be met instead of us. */
export const isPortFree = async (port: number): Promise<boolean> =>
  (await isFreeOn(port, "127.0.0.1")) && (await isFreeOn(port, "::1"));

/**
 * Between what people and the local stack use and what kernels give to outgoing connections (32768 and up on Linux): a port that
 * is free when it is chosen and an outgoing connection's when its part starts is met once in some hundred starts.
 */
const range = { first: 20_000, end: 32_000 };
const blockSize = 50;
const unused: number[] = [];

/** A process holds the first port of a block while it lives, and so gives out none that another process will start a part on. */
const claimBlock = async (): Promise<void> => {
  const blocks = (range.end - range.first) / blockSize;
  for (let tries = 0; tries < blocks; tries++) {
    const first = range.first + randomInt(blocks) * blockSize;
    try {
      const { server } = await listen(first);
      server.unref();
      for (let port = first + 1; port < first + blockSize; port++) unused.push(port);
      return;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  throw new Error(`no free ports between ${range.first} and ${range.end}`);
};

/** Ports that nobody listens on, each given out once in a process. */
export const freePorts = async (count: number): Promise<number[]> => {
  const found: number[] = [];
  while (found.length < count) {
    const port = unused.shift();
    if (port === undefined) await claimBlock();
    else if (await isPortFree(port)) found.push(port);
  }
  return found;
};

export const isUdpPortFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.once("error", (error) => {
      socket.close();
      resolve(!isTaken(error));
    });
    socket.bind({ port, address: "127.0.0.1", exclusive: true }, () => socket.close(() => resolve(true)));
  });
