import { publicApi } from "@cogrion/contract/public-api";
import { CogrionError } from "@cogrion/domain";
import { streamOf } from "@cogrion/process/shared-body";
import type { FastifyInstance } from "fastify";
import { fastify } from "fastify";
import { problemOf } from "./problem.ts";

export const docsRoutes = [
  { method: "GET", path: "/" },
  { method: "GET", path: "/api/openapi.json" },
  { method: "GET", path: "/api/docs" },
  { method: "GET", path: "/api/docs/*" },
] as const;

// The page is one script and one style, both ours to serve; what it would fetch elsewhere (fonts, a request proxy) the browser refuses.
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

/** The contract as a document, and a page to browse it. Both are made when they are first asked for: the page alone is 5 MB of script. */
export const registerDocs = (app: FastifyInstance): void => {
  let document: Promise<Buffer> | undefined;
  const loadDocument = async (): Promise<Buffer> => {
    const { createOpenApiDocument } = await import("@cogrion/contract/openapi");
    return Buffer.from(JSON.stringify(createOpenApiDocument(publicApi)));
  };
  app.get("/api/openapi.json", { config: { routeId: "docs.openapi", isAnonymous: true } }, async (_request, reply) => {
    document ??= loadDocument();
    const text = await document;
    return reply
      .headers({
        "content-type": "application/json",
        "content-length": text.length,
        "cache-control": "public, max-age=300",
      })
      .send(streamOf(text));
  });

  // Whoever opens the host in a browser wants to know what it is.
  app.route({
    method: "GET",
    url: "/",
    config: { routeId: "docs.root", isAnonymous: true },
    handler: (_request, reply) => reply.redirect("/api/docs/", 302),
  });

  let page: Promise<FastifyInstance> | undefined;
  app.route({
    method: "GET",
    url: "/api/docs",
    config: { routeId: "docs.page", isAnonymous: true },
    handler: (_request, reply) => reply.redirect("/api/docs/", 308),
  });
  app.route({
    method: "GET",
    url: "/api/docs/*",
    config: { routeId: "docs.page", isAnonymous: true },
    handler: async (request, reply) => {
      page ??= createPage();
      const pageApp = await page;
      // Another Fastify answers; only the headers that were set here are carried over.
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) reply.raw.setHeader(name, value);
      reply.raw.setHeader("content-security-policy", pagePolicy);
      reply.raw.setHeader("cache-control", "public, max-age=300");
      reply.hijack();
      pageApp.routing(request.raw, reply.raw);
    },
  });
};

const createPage = async (): Promise<FastifyInstance> => {
  const { default: scalar } = await import("@scalar/fastify-api-reference");
  const page: FastifyInstance = fastify({ logger: false });
  page.setNotFoundHandler((request, reply) => {
    const refusal = new CogrionError("route_not_found", { detail: "There is nothing at this path." });
    const { status, headers, body } = problemOf(refusal, String(reply.getHeader("x-request-id") ?? request.id));
    return reply.code(status).headers(headers).send(JSON.stringify(body));
  });
  // The script is one for all readers: a copy for each would cost 5 MB each, also of readers that take nothing.
  const shared = new Map<string, Buffer>();
  page.addHook("onSend", async (_request, reply, payload) => {
    if (typeof payload !== "string" || payload.length < 64 * 1024) return payload;
    const body = shared.get(payload) ?? Buffer.from(payload);
    shared.set(payload, body);
    void reply.header("content-length", body.length);
    return streamOf(body);
  });
  await page.register(scalar, {
    routePrefix: "/api/docs",
    configuration: {
      url: "/api/openapi.json",
      pageTitle: "Cogrion API",
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      showDeveloperTools: "never",
      agent: { disabled: true },
    },
  });
  await page.ready();
  return page;
};
