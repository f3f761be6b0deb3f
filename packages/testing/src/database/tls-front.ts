import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";
import type { SecureContextOptions } from "node:tls";
import { createSecureContext, TLSSocket } from "node:tls";

export type TlsFront = { port: number; close(): void };

/**
 * Offers TLS in front of a PostgreSQL that has none, with PostgreSQL's negotiation: `SSLRequest`,
 * then `S`.
 */
export const startTlsFront = async (
  databaseUrl: string,
  certificate: SecureContextOptions,
  at: { address: string; port: number } = { address: "127.0.0.1", port: 0 },
): Promise<TlsFront> => {
  const secureContext = createSecureContext(certificate);
  const { hostname, port } = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).once("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    keep(client).once("data", (request) => {
      // 80877103 is the code of SSLRequest; a client that does not request TLS is rejected.
      if (request.length !== 8 || request.readInt32BE(4) !== 80_877_103) {
        client.destroy();
        return;
      }
      client.write("S");
      const secured = keep(new TLSSocket(client, { isServer: true, secureContext }));
      const database = keep(connect(Number(port), hostname));
      secured.pipe(database).pipe(secured);
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(at.port, at.address, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};
