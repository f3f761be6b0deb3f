import { createServer } from "node:net";

const listen = (port: number): Promise<{ port: number; close: () => Promise<void> }> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
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

export const isPortFree = async (port: number): Promise<boolean> => {
  try {
    const held = await listen(port);
    await held.close();
    return true;
  } catch {
    return false;
  }
};
