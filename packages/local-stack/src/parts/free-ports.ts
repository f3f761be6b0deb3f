import { createSocket } from "node:dgram";
import { createServer } from "node:net";

type Held = { port: number; close: () => Promise<void> };

const listen = (port: number, host = "127.0.0.1"): Promise<Held> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      if (address === null || typeof address === "string") return reject(new TypeError("no port"));
      return resolve({ port: address.port, close: () => new Promise((done) => server.close(() => done())) });
    });
  });

/** Ports that nobody listens on. All are held open until all are found, so that they differ. */
export const freePorts = async (count: number): Promise<number[]> => {
  const held = await Promise.all(Array.from({ length: count }, () => listen(0)));
  await Promise.all(held.map((each) => each.close()));
  return held.map((each) => each.port);
};

const isTaken = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES");

/** A machine without IPv6 refuses for another reason, and that is no holder. */
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

export const isUdpPortFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.once("error", (error) => {
      socket.close();
      resolve(!isTaken(error));
    });
    socket.bind({ port, address: "127.0.0.1", exclusive: true }, () => socket.close(() => resolve(true)));
  });
