import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

const sweepMilliseconds = 100;
/** By then, requests that clients sent before they could know of the stop have arrived. */
const graceMilliseconds = 500;

/**
 * Lets `close` finish as soon as the last response is sent. Otherwise connections with a request in
 * flight would be kept alive for their full time after the response, and connections without any
 * request, which Node does not count as idle, until their first request is overdue.
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
