import { Readable } from "node:stream";
import type { Route, RouteTable } from "@cogrion/contract";
import { limitClassOf } from "@cogrion/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from "fastify";
import { z } from "zod";
import type { Authenticated, Authentication } from "./authentication.ts";
import { downloadTypesOf, sendDownload } from "./downloads.ts";
import type { EventStream, EventStreams } from "./event-streams.ts";
import type { Download, HandlersOf, OpenEventStream } from "./handler.ts";
import type { Limiter } from "../limits/limiter.ts";
import { negotiate } from "./negotiation.ts";

export type RegisterRoutesOptions = {
  authentication: Authentication;
  /** Absent on a listener whose routes are not limited. */
  limiter?: Pick<Limiter, "countKnown">;
  /** Required if a route has an event stream. */
  eventStreams?: EventStreams;
};

/** Any handler, after its types were checked against its table. */
type AnyHandler = (
  request: { params: unknown; query: unknown; headers: unknown; body: unknown; caller: unknown },
  preference: { acceptsEventStream: boolean },
) => Promise<
  | { status: number; headers?: Record<string, string>; body?: unknown }
  | { stream: OpenEventStream }
  | { download: Download }
>;

/**
 * Registers every route of a listener's table with its handler.
 * @throws Error if the listener cannot authenticate a route's callers, or lacks event streams that
 * a route needs
 */
export const registerRoutes = <Table extends RouteTable>(
  app: FastifyInstance,
  table: Table,
  handlers: HandlersOf<Table>,
  options: RegisterRoutesOptions,
): void => {
  for (const [name, route] of Object.entries(table))
    registerRoute(app, route, handlers[name] as unknown as AnyHandler, options);
};

const registerRoute = (
  app: FastifyInstance,
  route: Route,
  handler: AnyHandler,
  { authentication, limiter, eventStreams }: RegisterRoutesOptions,
): void => {
  const authenticate = authentication[route.security];
  if (authenticate === undefined) throw new Error(`${route.id}: this listener knows no "${route.security}" callers`);
  const limitClass = limitClassOf(route);
  const hasEventStream = Object.values(route.responses).some((response) => response.eventStream !== undefined);
  if (hasEventStream && eventStreams === undefined) throw new Error(`${route.id}: this listener has no event streams`);
  const known = new WeakMap<FastifyRequest, Authenticated & { acceptsEventStream: boolean; hadArrived: boolean }>();
  const setHeadersOf = (reply: FastifyReply) => (headers: Record<string, string>) => void reply.headers(headers);
  const authenticated = (request: FastifyRequest, reply: FastifyReply): Promise<Authenticated> =>
    authenticate(request, setHeadersOf(reply));

  app.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    schema: schemaOf(route),
    config: { routeId: route.id, isAnonymous: route.security === "none" },
    // Before the body is read: nothing from an unauthenticated caller is parsed.
    async onRequest(request, reply) {
      const first = await authenticated(request, reply);
      const { countedAs } = first;
      if (countedAs !== undefined && limitClass !== undefined)
        await limiter?.countKnown(countedAs, limitClass, setHeadersOf(reply));
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
      // A caller who sends the body slowly may have lost their permissions since the headers
      // arrived.
      const { caller, expiresAt } = hadArrived ? first : await authenticated(request, reply);
      const { params, query, headers, body } = request;
      const answer = await handler({ params, query, headers, body, caller }, { acceptsEventStream });
      if ("stream" in answer && eventStreams !== undefined) {
        const owner = "principal" in caller ? caller.principal.uid : (caller.sourceIp ?? "unknown");
        return sendEventStream(reply, await eventStreams.open(owner, expiresAt, answer.stream));
      }
      if ("download" in answer) return sendDownload(request, reply, answer.download);
      if ("stream" in answer) throw new Error(`${route.id} returned an event stream`);
      return reply
        .code(answer.status)
        .headers(answer.headers ?? {})
        .send(answer.body);
    },
  });
};

const neverAuthenticated = (route: Route): never => {
  throw new Error(`${route.id} was called without authentication`);
};

const nothing = z.strictObject({});

/** A route without a schema for query or body accepts none. */
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
      // nginx and similar proxies would buffer events.
      "x-accel-buffering": "no",
    })
    .send(Readable.from(text, { objectMode: false }));
};
