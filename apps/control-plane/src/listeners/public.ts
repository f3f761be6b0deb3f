import fastifyCors from "@fastify/cors";
import { routes } from "@cogrion/contract";
import type { Environment } from "@cogrion/domain";
import { dashboardHostOf } from "@cogrion/domain";
import type { FastifyInstance } from "fastify";
import type { PublicHandlers } from "../handlers/public/deps.ts";
import type { HttpAppOptions } from "../http/app.ts";
import { createHttpApp } from "../http/app.ts";
import type { Authenticators } from "../http/authentication.ts";
import { createPublicAuthentication } from "../http/authentication.ts";
import { docsRoutes, registerDocs } from "../http/docs.ts";
import type { EventStreams } from "../http/event-streams.ts";
import type { OpenIdProvider } from "../http/invitation-page.ts";
import { invitationPageRoutes, registerInvitationPage } from "../http/invitation-page.ts";
import { registerRoutes } from "../http/register-routes.ts";
import type { Limiter } from "../limits/limiter.ts";

export type PublicListenerOptions = Omit<HttpAppOptions, "routes" | "isHttps"> & {
  environment: Environment;
  handlers: PublicHandlers;
  authenticators: Authenticators;
  limiter: Limiter;
  eventStreams: EventStreams;
  signIn: OpenIdProvider;
};

/** `/api/**`: for people, automation and BFFs. */
export const createPublicListener = async (options: PublicListenerOptions): Promise<FastifyInstance> => {
  const { environment, ...rest } = options;
  const app = createHttpApp({
    ...rest,
    isHttps: environment !== "local",
    routes: [...Object.values(routes), ...docsRoutes, ...invitationPageRoutes],
  });
  await app.register(fastifyCors, {
    origin: environment === "local" ? localOrigin : `https://${dashboardHostOf(environment)}`,
    methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowedHeaders: ["authorization", "content-type", "idempotency-key", "if-match", "last-event-id", "x-request-id"],
    exposedHeaders: ["etag", "location", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id"],
    // Tokens are sent in a header; this API uses no cookies.
    credentials: false,
    maxAge: 600,
    strictPreflight: false,
  });
  // Preflight requests were handled before this.
  app.addHook("onRequest", async (request, reply) => {
    if (!request.is404 && request.routeOptions.config.isAnonymous !== true) return;
    await options.limiter.countAnonymous(request.ip, (headers) => void reply.headers(headers));
  });
  registerRoutes(app, routes, options.handlers, {
    authentication: createPublicAuthentication(options),
    limiter: options.limiter,
    eventStreams: options.eventStreams,
  });
  registerDocs(app);
  registerInvitationPage(app, options.signIn);
  await app.ready();
  return app;
};

const localOrigin = /^http:\/\/(localhost|127\.0\.0\.1)(:[0-9]{1,5})?$/;
