import type { FastifyInstance } from "fastify";

const sweepMilliseconds = 100;

/**
 * Lets `close` end as soon as the last answer is out: connections that were in flight when it began would otherwise be kept alive for their full
 * time after their answer.
 */
export const closeConnectionsWhenDrained = (app: FastifyInstance): void => {
  let sweep: NodeJS.Timeout | undefined;
  app.addHook("preClose", (done) => {
    sweep = setInterval(() => app.server.closeIdleConnections(), sweepMilliseconds);
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
