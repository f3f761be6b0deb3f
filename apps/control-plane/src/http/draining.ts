import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

const sweepMilliseconds = 100;
/** What was sent before the client could know of the stop has arrived by then. */
const graceMilliseconds = 500;

/**
 * Lets `close` end as soon as the last answer is out: connections that were in flight when it began would otherwise be kept alive for their full
 * time after their answer, and those on which nothing was ever asked, which Node does not count as idle, until their first request is overdue.
 */
export const closeConnectionsWhenDrained = (app: FastifyInstance): void => {
  let sweep: NodeJS.Timeout | undefined;
  const silent = new Set<Socket>();
  app.server.on("connection", (socket: Socket) => {
    silent.add(socket);
    socket.once("close", () => silent.delete(socket));
  });
  app.server.on("request", ({ socket }: IncomingMessage) => silent.delete(socket));
  app.addHook("preClose", (done) => {
    const beganAt = performance.now();
    sweep = setInterval(() => {
      app.server.closeIdleConnections();
      if (performance.now() - beganAt > graceMilliseconds) for (const socket of silent) socket.destroy();
    }, sweepMilliseconds);
    done();
  });
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (sweep !== undefined) void reply.header("connection", "close");
    done(null, payload);
  });
  app.addHook("onClose", (_app, done) => {
    clearInterval(sweep);
    done();
  });
};
