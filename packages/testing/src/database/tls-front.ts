import { readFile } from "node:fs/promises";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import type { TestCertificate } from "../certificate.ts";

export type TlsFront = { port: number; close(): void };

/**
 * Offers TLS in front of a PostgreSQL that has none, with PostgreSQL's negotiation: `SSLRequest`,
 * then `S`.
 */
export const startTlsFront = async (
  databaseUrl: string,
  { keyStore, passphrase }: TestCertificate,
): Promise<TlsFront> => {
  const secureContext = createSecureContext({ pfx: await readFile(keyStore), passphrase });
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
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};
