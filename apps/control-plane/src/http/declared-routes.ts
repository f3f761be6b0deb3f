import type { FastifyInstance } from "fastify";

/** How @fastify/cors handles preflights. */
const preflights = "OPTIONS *";

/**
 * Only routes of a listener's table can be registered on it, because `Allow`, the document, and the
 * tests that try every route of a listener use the table.
 * @throws Error at start, for a route that is not in it
 */
export const refuseUndeclaredRoutes = (
  app: FastifyInstance,
  routes: readonly { method: string; path: string }[],
): void => {
  const declared = new Set([preflights, ...routes.map(({ method, path }) => `${method} ${path}`)]);
  app.addHook("onRoute", ({ method: methods, url }) => {
    const path = url.replaceAll(/:(\w+)/g, "{$1}");
    for (const method of [methods].flat()) {
      // Fastify adds it to each GET.
      if (method === "HEAD" || declared.has(`${method} ${path}`)) continue;
      throw new Error(`${method} ${path} is not in the listener's table of routes`);
    }
  });
};
