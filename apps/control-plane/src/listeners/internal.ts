import type { RegionTokenHashes } from "@cogrion/auth";
import { createRegionTokenCheck } from "@cogrion/auth";
import { internalRoutes } from "@cogrion/contract/internal";
import type { FastifyInstance } from "fastify";
import type { InternalHandlerDeps } from "../handlers/internal/deps.ts";
import { createInternalHandlers } from "../handlers/internal/index.ts";
import type { HttpAppOptions } from "../http/app.ts";
import { createHttpApp } from "../http/app.ts";
import { createRegionAuthentication } from "../http/authentication.ts";
import { registerRoutes } from "../http/register-routes.ts";

export type InternalListenerOptions = Omit<HttpAppOptions, "routes" | "isHttps"> &
  InternalHandlerDeps & {
    /** Hashes of the tokens in force. */
    tokenHashes: RegionTokenHashes;
  };

/**
 * `/internal/**`: the primary's records, for the other regions only; behind a private load
 * balancer.
 */
export const createInternalListener = async (options: InternalListenerOptions): Promise<FastifyInstance> => {
  const app = createHttpApp({ ...options, isHttps: false, routes: Object.values(internalRoutes) });
  const authentication = createRegionAuthentication(createRegionTokenCheck(options.tokenHashes));
  // Unknown paths too, so that nothing can be learnt here without the token.
  app.addHook("onRequest", async (request) => {
    if (request.is404) await authentication.region(request, () => undefined);
  });
  registerRoutes(app, internalRoutes, createInternalHandlers(options), { authentication });
  await app.ready();
  return app;
};
