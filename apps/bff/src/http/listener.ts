import type { WorkspaceId } from "@cogrion/domain";
import type { ConnectionLimits } from "@cogrion/process/connection-limits";
import { guardConnections } from "@cogrion/process/connections";
import type { FastifyInstance } from "fastify";
import { fastify } from "fastify";
import type { LinkState } from "../link/state.ts";
import { controlPlaneOf, missingOf } from "../link/state.ts";

export type ListenerOptions = {
  workspaceId: WorkspaceId;
  state: () => Readonly<LinkState>;
  isStopping: () => boolean;
  limits: ConnectionLimits;
};

/** What the BFF reports about itself at `/`; none of it is secret. */
const statusOf = (workspaceId: WorkspaceId, state: Readonly<LinkState>) => ({
  workspace_id: workspaceId,
  status: state.kept === undefined ? "starting" : "serving",
  region: state.kept?.config.region ?? null,
  config_version: state.kept?.config.version ?? null,
  config_pulled_at: state.kept?.pulledAt ?? null,
  is_config_confirmed: state.isConfirmed,
  control_plane: controlPlaneOf(state),
  is_registered: state.isRegistered,
  last_heartbeat_at: state.lastBeatAt?.toISOString() ?? null,
});

export const createListener = ({ workspaceId, state, isStopping, limits }: ListenerOptions): FastifyInstance => {
  const app = fastify({ logger: false, bodyLimit: 64 * 1024, requestTimeout: 30_000, forceCloseConnections: "idle" });
  guardConnections(app.server, { listener: "bff", limits });
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
    });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .type("application/problem+json")
      .send({ type: "about:blank", title: "This path does not exist", status: 404 }),
  );

  app.get("/healthz", () => ({ status: "ok" }));
  app.get("/readyz", (_request, reply) => {
    const missing = missingOf(state());
    const status = isStopping() ? "stopping" : missing.length === 0 ? "ready" : "not_ready";
    return reply.code(status === "ready" ? 200 : 503).send({ status, missing, control_plane: controlPlaneOf(state()) });
  });
  app.get("/", () => statusOf(workspaceId, state()));
  return app;
};
