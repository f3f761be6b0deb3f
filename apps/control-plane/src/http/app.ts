import type { ServerResponse } from "node:http";
import { CogrionError } from "@cogrion/domain";
import type { ConnectionGuardOptions } from "@cogrion/process/connections";
import { guardConnections } from "@cogrion/process/connections";
import type { HttpMetrics, Logger } from "@cogrion/telemetry";
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { errorCodes, fastify, LogController } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { createAllowedMethods } from "./allowed-methods.ts";
import { refuseUndeclaredRoutes } from "./declared-routes.ts";
import { closeConnectionsWhenDrained } from "./draining.ts";
import { acceptJsonBodiesOnly } from "./json-body.ts";
import { problemOf } from "./problem.ts";
import { respondToClientError, refuseExpectations } from "./raw-answers.ts";
import { requestIdOf } from "./request-id.ts";
import { securityHeadersOf } from "./security-headers.ts";
import { serverKeepAliveSeconds } from "./timeouts.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Label of metrics and logs; `unmatched` without a route. */
    routeId?: string;
    /** Needs no token, so its requests count against the address. */
    isAnonymous?: boolean;
  }
}

export type HttpAppOptions = {
  logger: Logger;
  metrics: HttpMetrics;
  /** Every method that can be registered; also for 405 and `Allow`. */
  routes: readonly { method: string; path: string }[];
  isHttps: boolean;
  /** CIDRs of proxies whose X-Forwarded-For is trusted. */
  trustedProxies: readonly string[];
  connections: Pick<ConnectionGuardOptions, "listener" | "limits" | "registry">;
};

const bodyLimitBytes = 64 * 1024;
const requestTimeoutSeconds = 30;

/**
 * What the listeners have in common: limits, request ids, problems, security headers, and one log
 * line and one measurement for each request.
 */
export const createHttpApp = (options: HttpAppOptions): FastifyInstance => {
  const { metrics } = options;
  const loggerInstance: FastifyBaseLogger = options.logger;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request_id" }),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutSeconds * 1000,
    keepAliveTimeout: serverKeepAliveSeconds * 1000,
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    genReqId: requestIdOf,
    // Requests that arrive on open connections during a stop are still served; the last response
    // closes the connection.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    clientErrorHandler: respondToClientError,
    frameworkErrors: (error, request, reply) => {
      sendProblem(error, request, reply);
    },
    routerOptions: { maxParamLength: 200 },
  });
  refuseExpectations(app.server);
  guardConnections(app.server, { ...options.connections, trustedProxies: options.trustedProxies });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  acceptJsonBodiesOnly(app);
  refuseUndeclaredRoutes(app, options.routes);
  closeConnectionsWhenDrained(app);

  const securityHeaders = securityHeadersOf(options);
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers({ ...securityHeaders, "x-request-id": request.id });
    observe(request, reply, metrics);
    done();
  });

  const allowedMethods = createAllowedMethods(options.routes);
  app.setNotFoundHandler((request, reply) => {
    sendProblem(noRouteFor(request, reply, allowedMethods), request, reply);
  });
  app.setErrorHandler((error, request, reply) => {
    // How Fastify rejects unknown methods, and QUERY (RFC 10008), which no route has.
    const isNotFound =
      error instanceof errorCodes.FST_ERR_NOT_FOUND || error instanceof errorCodes.FST_ERR_ROUTE_MISSING_CONTENT_TYPE;
    sendProblem(isNotFound ? noRouteFor(request, reply, allowedMethods) : error, request, reply);
  });
  return app;
};

const noRouteFor = (
  request: FastifyRequest,
  reply: FastifyReply,
  allowedMethods: (url: string) => string[],
): CogrionError => {
  const allowed = allowedMethods(request.url).join(", ");
  if (allowed === "") return new CogrionError("route_not_found", { detail: "This path does not exist." });
  void reply.header("allow", allowed);
  return new CogrionError("method_not_allowed", { detail: `This path supports ${allowed}.` });
};

const sendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const { status, headers, body } = problemOf(error, request.id);
  if (status === 500) request.log.error({ err: error }, "request failed");
  else request.log.debug({ err: error, code: body.code }, "request refused");
  // Text, because the route's own serializer has only its successes.
  void reply
    .code(status)
    .headers({ "x-request-id": request.id, ...headers })
    .serializer(String)
    .send(JSON.stringify(body));
};

const observe = (request: FastifyRequest, reply: FastifyReply, metrics: HttpMetrics): void => {
  const end = metrics.begin();
  const startedAt = performance.now();
  // "close" comes after every response, including those for which the client did not wait.
  reply.raw.once("close", () => {
    const routeId = request.routeOptions.config.routeId ?? "unmatched";
    const status = statusOf(reply.raw);
    const isStream = String(reply.getHeader("content-type")).startsWith("text/event-stream");
    end({ routeId, status, isStream });
    const params = request.params as { workspace_id?: string } | undefined;
    request.log.info(
      {
        route: routeId,
        method: request.method,
        status,
        duration_ms: Math.round((performance.now() - startedAt) * 10) / 10,
        ...(params?.workspace_id === undefined ? {} : { workspace_id: params.workspace_id.slice(0, 40) }),
      },
      "request",
    );
  });
};

/** 499, as in nginx, for a client that disconnected before there was a response. */
const statusOf = (response: ServerResponse): number => (response.headersSent ? response.statusCode : 499);
