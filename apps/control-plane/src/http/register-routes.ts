import { Readable } from "node:stream";
import type { Route } from "@cogrion/contract";
import { limitClassOf, routes } from "@cogrion/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from "fastify";
import { z } from "zod";
import type { Authenticated, Authenticators } from "./authentication.ts";
import { authenticate } from "./authentication.ts";
import { downloadTypesOf, sendDownload } from "./downloads.ts";
import type { EventStream, EventStreams } from "./event-streams.ts";
import type { Download, Handlers, OpenEventStream } from "./handler.ts";
import type { Limiter } from "../limits/limiter.ts";
import { negotiate } from "./negotiation.ts";

export type RegisterRoutesOptions = {
  handlers: Handlers;
  authenticators: Authenticators;
  limiter: Limiter;
  eventStreams: EventStreams;
};

/** A handler after its types were checked at its table, seen as what all of them are. */
type AnyHandler = (
  request: { params: unknown; query: unknown; headers: unknown; body: unknown; caller: unknown },
  preference: { acceptsEventStream: boolean },
) => Promise<
  | { status: number; headers?: Record<string, string>; body?: unknown }
  | { stream: OpenEventStream }
  | { download: Download }
>;

/** Registers every route of the contract with its handler. */
export const registerRoutes = (app: FastifyInstance, options: RegisterRoutesOptions): void => {
  for (const name of Object.keys(routes) as (keyof typeof routes)[])
    registerRoute(app, routes[name], options.handlers[name] as unknown as AnyHandler, options);
};

const registerRoute = (
  app: FastifyInstance,
  route: Route,
  handler: AnyHandler,
  { authenticators, limiter, eventStreams }: RegisterRoutesOptions,
): void => {
  const limitClass = limitClassOf(route);
  const hasEventStream = Object.values(route.responses).some((response) => response.eventStream !== undefined);
  const known = new WeakMap<FastifyRequest, Authenticated & { acceptsEventStream: boolean; hadArrived: boolean }>();
  const setHeadersOf = (reply: FastifyReply) => (headers: Record<string, string>) => void reply.headers(headers);
  const authenticated = (request: FastifyRequest, reply: FastifyReply): Promise<Authenticated> =>
    authenticate(request, route.security, { authenticators, limiter, setHeaders: setHeadersOf(reply) });

  app.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    schema: schemaOf(route),
    config: { routeId: route.id, isAnonymous: route.security === "none" },
    // Before the body is read: who is not known does not get anything parsed.
    async onRequest(request, reply) {
      const first = await authenticated(request, reply);
      const { countedAs } = first;
      if (countedAs !== undefined) await limiter.countKnown(countedAs, limitClass, setHeadersOf(reply));
      const downloads = downloadTypesOf(route, request.query);
      const { acceptsEventStream } = negotiate(request.headers, { hasEventStream, downloads });
      known.set(request, {
        ...first,
        acceptsEventStream: acceptsEventStream && request.method === "GET",
        hadArrived: request.raw.complete,
      });
    },
    async handler(request, reply) {
      const first = known.get(request) ?? neverAuthenticated(route);
      const { acceptsEventStream, hadArrived } = first;
      // Whoever sends the body slowly would otherwise act as who they were when it began.
      const { caller, expiresAt } = hadArrived ? first : await authenticated(request, reply);
      const { params, query, headers, body } = request;
      const answer = await handler({ params, query, headers, body, caller }, { acceptsEventStream });
      if ("stream" in answer) {
        const owner = "principal" in caller ? caller.principal.uid : (caller.sourceIp ?? "unknown");
        return sendEventStream(reply, await eventStreams.open(owner, expiresAt, answer.stream));
      }
      if ("download" in answer) return sendDownload(request, reply, answer.download);
      return reply
        .code(answer.status)
        .headers(answer.headers ?? {})
        .send(answer.body);
    },
  });
};

const neverAuthenticated = (route: Route): never => {
  throw new Error(`${route.id} was reached without authentication`);
};

const nothing = z.strictObject({});

/** A route that states no query or body takes none. */
const schemaOf = (route: Route): RouteShorthandOptions["schema"] => ({
  ...(route.params === undefined ? {} : { params: route.params }),
  querystring: route.query ?? nothing,
  body: route.body ?? (route.method === "GET" ? undefined : nothing.nullish()),
  headers: route.headers,
  response: Object.fromEntries(
    Object.entries(route.responses).flatMap(([status, { schema }]) => (schema === undefined ? [] : [[status, schema]])),
  ),
});

const sendEventStream = (reply: FastifyReply, { text, end }: EventStream): FastifyReply => {
  if (reply.raw.closed) end();
  else reply.raw.once("close", end);
  return reply
    .code(200)
    .headers({
      "content-type": "text/event-stream",
      "cache-control": "no-store, no-transform",
      // nginx and its kin would hold events back.
      "x-accel-buffering": "no",
    })
    .send(Readable.from(text, { objectMode: false }));
};
