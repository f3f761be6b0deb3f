import type { Registry } from "@prometheus-io/client";
import { fastify } from "fastify";
import type { Logger } from "@cogrion/telemetry/logs/logger";
import { privateConnectionLimits } from "./connection-limits.ts";
import { guardConnections } from "./connections.ts";
import type { DependencyCheck } from "./readiness.ts";
import { createReadiness } from "./readiness.ts";

export type OpsListenerOptions = {
  bindAddress: string;
  /** 0 selects a free port. */
  port: number;
  registry: Registry;
  logger: Logger;
  /** The checks by the dependency's name in `/readyz`: `postgres`, `temporal`. */
  checks: Record<string, DependencyCheck>;
};

export type OpsListener = {
  port: number;
  /**
   * From now on `/readyz` returns 503 `stopping`, so that no new traffic is sent while requests in
   * flight finish.
   */
  markStopping(): void;
  close(): Promise<void>;
};

/**
 * `/healthz` (the process runs), `/readyz` (its dependencies respond) and `/metrics`; for probes
 * and Prometheus, never for the public.
 */
export const startOpsListener = async (options: OpsListenerOptions): Promise<OpsListener> => {
  const { registry, logger } = options;
  const failing = new Set<string>();
  const readiness = createReadiness({
    checks: options.checks,
    onFailure: (dependency, err) => {
      // Probes come every few seconds, so only a change is logged.
      if (failing.has(dependency)) return;
      failing.add(dependency);
      logger.warn({ err, dependency }, "a dependency is unavailable");
    },
  });
  let isStopping = false;
  const app = fastify({ logger: false, requestTimeout: 30_000, forceCloseConnections: true });
  guardConnections(app.server, { listener: "ops", limits: privateConnectionLimits, registry });
  app.get("/healthz", () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
    const answer = await readiness();
    for (const dependency of failing) {
      if (answer.missing.includes(dependency)) continue;
      failing.delete(dependency);
      logger.info({ dependency }, "a dependency is available again");
    }
    const status = isStopping ? "stopping" : answer.status;
    return reply
      .code(status === "ready" ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ ...answer, status });
  });
  app.get("/metrics", async (_request, reply) =>
    reply.header("content-type", registry.contentType).send(await registry.metrics()),
  );
  await app.listen({ host: options.bindAddress, port: options.port });
  const address = app.server.address();
  if (address === null || typeof address === "string") throw new Error("the ops listener has no port");
  return {
    port: address.port,
    markStopping() {
      isStopping = true;
    },
    close: () => app.close(),
  };
};
