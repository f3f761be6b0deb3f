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

/**
 * A machine without IPv6 rejects the attempt for another reason, which does not mean that the port
 * is in use.
 */
const isFreeOn = async (port: number, host: string): Promise<boolean> => {
  try {
    const held = await listen(port, host);
    await held.close();
    return true;
  } catch (error) {
    return !isTaken(error);
  }
};

/**
 * Browsers try `localhost` over IPv6 first, so they would reach a process that listens only there.
 */
export const isPortFree = async (port: number): Promise<boolean> =>
  (await isFreeOn(port, "127.0.0.1")) && (await isFreeOn(port, "::1"));

/**
 * Between the ports that people and the local stack use and those that kernels give to outgoing
 * connections (32768 and up on Linux). In that upper range, a port that is free when it is chosen
 * can belong to an outgoing connection when its part starts, which happens once in some hundred
 * starts.
 */
const range = { first: 20_000, end: 32_000 };
const blockSize = 50;
const unused: number[] = [];

/**
 * A process holds the first port of a block while it lives, so no two processes give out the same
 * ports.
 */
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

/** Ports without a listener; a process gives out each only once. */
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
