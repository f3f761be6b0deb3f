import type { FastifyInstance } from "fastify";

/** How @fastify/cors answers preflights. */
const preflights = "OPTIONS *";

/**
 * What is not in a listener's table cannot be registered on it: `Allow`, the document, and the tests that try every route of a listener go by the table.
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
