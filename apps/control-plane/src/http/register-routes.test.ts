import type { ApiDescription } from "@cogrion/contract";
import { createApiClient, defineRoute } from "@cogrion/contract";
import { createOpenApiDocument } from "@cogrion/contract/openapi";
import { CogrionError } from "@cogrion/domain";
import { defaultConnectionLimits } from "@cogrion/process/connection-limits";
import { createHttpMetrics, createLogger, createMetricsRegistry } from "@cogrion/telemetry";
import type { FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createHttpApp } from "./app.ts";
import type { HandlersOf } from "./handler.ts";
import { registerRoutes } from "./register-routes.ts";

const getThing = defineRoute({
  id: "things.get",
  method: "GET",
  path: "/things/{thing_id}",
  summary: "Get a thing",
  security: "none",
  params: z.strictObject({ thing_id: z.string().regex(/^[a-z]+$/) }),
  query: z.strictObject({ size: z.coerce.number().int().default(1) }),
  responses: { 200: { description: "The thing", schema: z.object({ id: z.string(), size: z.int() }) } },
  errors: [],
});
const renameThing = defineRoute({
  id: "things.rename",
  method: "PUT",
  path: "/things/{thing_id}",
  summary: "Rename a thing",
  security: "workspace",
  params: z.strictObject({ thing_id: z.string() }),
  body: z.strictObject({ name: z.string() }),
  responses: { 204: { description: "Renamed" } },
  errors: [],
});
const things = { getThing, renameThing };
const api: ApiDescription = {
  title: "Things",
  description: "A third listener's table.",
  routes: things,
  tags: { things: "Things" },
  securitySchemes: { workspace: { bearerFormat: "opaque", description: "A word" } },
};

const identity = { service: "control-plane", environment: "local", region: "sgp-1" };
const unlimited = { expiresAt: undefined, countedAs: undefined };

describe("a table that a listener is made from", () => {
  let app: FastifyInstance;
  let url: string;
  const renamed: unknown[] = [];
  const handlers: HandlersOf<typeof things> = {
    // `secret` is not in the schema, so it must not reach the caller.
    getThing: async ({ params, query }) =>
      ({ status: 200, body: { id: params.thing_id, size: query.size, secret: "x" } }) as never,
    async renameThing({ params, body, caller }) {
      renamed.push([params.thing_id, body.name, caller.workspaceId]);
      return { status: 204 };
    },
  };
  const appOf = () =>
    createHttpApp({
      logger: createLogger({ ...identity, level: "silent" }),
      metrics: createHttpMetrics(createMetricsRegistry(identity), "public"),
      routes: Object.values(things),
      isHttps: false,
      trustedProxies: [],
      connections: { listener: "public", limits: defaultConnectionLimits },
    });
  const none = async () => ({ caller: {} as never, ...unlimited });

  beforeEach(async () => {
    app = appOf();
    registerRoutes(app, things, handlers, {
      authentication: {
        none,
        async workspace({ headers }) {
          if (headers.authorization === "Bearer open-sesame")
            return {
              caller: { workspaceId: "w-acme", sourceIp: undefined, requestId: undefined },
              ...unlimited,
            } as never;
          throw new CogrionError("token_invalid", { detail: "The word is another one." });
        },
      },
    });
    url = await app.listen({ host: "127.0.0.1", port: 0 });
  });
  afterEach(() => app.close());

  const clientWith = (token?: string) => createApiClient({ baseUrl: url, token: async () => token });

  test("is served, and called by the typed client", async () => {
    const thing = await clientWith().call(getThing, { params: { thing_id: "spoon" }, query: { size: 3 } });
    expect(thing).toEqual({ id: "spoon", size: 3 });
    await clientWith("open-sesame").call(renameThing, { params: { thing_id: "spoon" }, body: { name: "ladle" } });
    expect(renamed).toEqual([["spoon", "ladle", "w-acme"]]);
  });

  test("refuses what its schemas and its authentication refuse", async () => {
    const refusalOf = (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        ({ problem }: { problem: { status: number; code: string } }) => [problem.status, problem.code],
      );
    expect(await refusalOf(clientWith().call(getThing, { params: { thing_id: "SPOON" } }))).toEqual([
      400,
      "request_invalid",
    ]);
    const rename = (token?: string) =>
      refusalOf(clientWith(token).call(renameThing, { params: { thing_id: "spoon" }, body: { name: "x" } }));
    expect([await rename(), await rename("please")]).toEqual([
      [401, "token_invalid"],
      [401, "token_invalid"],
    ]);
    expect((await fetch(`${url}/things/spoon`, { method: "DELETE" })).headers.get("allow")).toBe("GET, HEAD, PUT");
  });

  test("is emitted as an OpenAPI document of its own", () => {
    expect(createOpenApiDocument(api)).toMatchObject({
      info: { title: "Things" },
      paths: {
        "/things/{thing_id}": {
          get: { operationId: "things.get", tags: ["things"], security: [] },
          put: { operationId: "things.rename", security: [{ workspace: [] }] },
        },
      },
      components: { securitySchemes: { workspace: { scheme: "bearer", bearerFormat: "opaque" } } },
    });
  });

  test("cannot be registered where its callers cannot be authenticated", () => {
    expect(() => registerRoutes(appOf(), things, handlers, { authentication: { none } })).toThrow(
      'things.rename: this listener knows no "workspace" callers',
    );
  });
});
