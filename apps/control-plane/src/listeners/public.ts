import type { Authenticators } from "../http/authentication.ts";
import fastifyCors from "@fastify/cors";
import { allRoutes } from "@cogrion/contract";
import type { Environment } from "@cogrion/domain";
import { dashboardHostOf } from "@cogrion/domain";
import type { FastifyInstance } from "fastify";
import type { HttpAppOptions } from "../http/app.ts";
import { createHttpApp } from "../http/app.ts";
import { docsRoutes, registerDocs } from "../http/docs.ts";
import type { EventStreams } from "../http/event-streams.ts";
import type { SignInPlace } from "../http/invitation-page.ts";
import { invitationPageRoutes, registerInvitationPage } from "../http/invitation-page.ts";
import type { Handlers } from "../http/handler.ts";
import { registerRoutes } from "../http/register-routes.ts";
import type { Limiter } from "../limits/limiter.ts";

export type PublicListenerOptions = Omit<HttpAppOptions, "routes" | "isHttps"> & {
  environment: Environment;
  handlers: Handlers;
  authenticators: Authenticators;
  limiter: Limiter;
  eventStreams: EventStreams;
  signIn: SignInPlace;
};

/** `/api/**`: for people, automation and BFFs. */
export const createPublicListener = async (options: PublicListenerOptions): Promise<FastifyInstance> => {
  const { environment, ...rest } = options;
  const app = createHttpApp({
    ...rest,
    isHttps: environment !== "local",
    routes: [...allRoutes, ...docsRoutes, ...invitationPageRoutes],
  });
  await app.register(fastifyCors, {
    origin: environment === "local" ? localOrigin : `https://${dashboardHostOf(environment)}`,
    methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowedHeaders: ["authorization", "content-type", "idempotency-key", "if-match", "last-event-id", "x-request-id"],
    exposedHeaders: ["etag", "location", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id"],
    // Tokens travel in a header; cookies are never used here.
    credentials: false,
    maxAge: 600,
    strictPreflight: false,
  });
  // Preflights are answered before this, without any work.
  app.addHook("onRequest", async (request, reply) => {
    if (!request.is404 && request.routeOptions.config.isAnonymous !== true) return;
    await options.limiter.countAnonymous(request.ip, (headers) => void reply.headers(headers));
  });
  registerRoutes(app, options);
  registerDocs(app);
  registerInvitationPage(app, options.signIn);
  await app.ready();
  return app;
};

const localOrigin = /^http:\/\/(localhost|127\.0\.0\.1)(:[0-9]{1,5})?$/;
