import { createSocket } from "node:dgram";
import type { Server, Socket } from "node:net";
import { connect, createServer } from "node:net";
import type { TlsOptions } from "node:tls";
import { createServer as createTlsServer } from "node:tls";

export type Front = { close(): void };
type At = { address: string; port: number };

const serve = (server: Server, { address, port }: At): Promise<Front> => {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, () =>
      resolve({
        close() {
          server.close();
          for (const socket of sockets) socket.destroy();
        },
      }),
    );
  });
};

const pass = (client: Socket, targetPort: number): void => {
  const target = connect(targetPort, "127.0.0.1");
  for (const [from, to] of [
    [client, target],
    [target, client],
  ] as const) {
    from.on("error", () => to.destroy()).once("close", () => to.destroy());
    from.pipe(to);
  }
};

/** Passes on what comes at this address to a part of this machine, which listens on loopback alone. */
export const startTcpFront = (at: At, targetPort: number): Promise<Front> =>
  serve(
    createServer((client) => pass(client, targetPort)),
    at,
  );

/** The same, with TLS up to here. */
export const startTlsFront = (at: At, targetPort: number, tls: TlsOptions): Promise<Front> => {
  const server = createTlsServer(tls, (client) => pass(client, targetPort));
  server.on("tlsClientError", (_, socket) => socket.destroy());
  return serve(server, at);
};

/** Datagrams, each answered by one: DNS. */
export const startUdpFront = ({ address, port }: At, targetPort: number): Promise<Front> => {
  const front = createSocket("udp4", (question, { address: asker, port: askerPort }) => {
    const upstream = createSocket("udp4");
    const close = setTimeout(() => upstream.close(), 5000);
    upstream.once("message", (answer) => {
      clearTimeout(close);
      upstream.close();
      front.send(answer, askerPort, asker);
    });
    upstream.send(question, targetPort, "127.0.0.1");
  });
  return new Promise((resolve, reject) => {
    front.once("error", reject);
    front.bind(port, address, () => resolve({ close: () => front.close() }));
  });
};
