import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";

export type MuteServer = { port: number; close(): void };

/**
 * Accepts connections, reads what arrives, and sends `beginning` at the most: a server that hangs,
 * before its response or in the middle of it.
 */
export const startMuteServer = async (beginning = ""): Promise<MuteServer> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
    socket.once("data", () => socket.write(beginning));
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};

/** The head of a response, and a piece of its JSON body. */
export const halfResponse =
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"access_token":"';
