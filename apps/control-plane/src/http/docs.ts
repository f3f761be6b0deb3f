import { readFile } from "node:fs/promises";
import { publicApi } from "@cogrion/contract/public-api";
import type { FastifyInstance } from "fastify";
import type { OpenApiDocument } from "../reference/document.ts";

export const docsRoutes = [
  { method: "GET", path: "/" },
  { method: "GET", path: "/api/openapi.json" },
  { method: "GET", path: "/api/docs" },
  { method: "GET", path: "/api/docs/" },
  { method: "GET", path: "/api/docs/page.css" },
] as const;

/** The page has no script; its styles are in a separate file. */
const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

type Served = { document: string; page: Buffer; css: Buffer };

/** Created when they are first requested, and shared by all responses. */
const load = async (): Promise<Served> => {
  const [{ createOpenApiDocument }, { referencePageOf }, css] = await Promise.all([
    import("@cogrion/contract/openapi"),
    import("../reference/page.ts"),
    readFile(new URL("../reference/page.css", import.meta.url)),
  ]);
  const document = createOpenApiDocument(publicApi);
  return {
    document: JSON.stringify(document),
    // Both follow the same standard; the page reads the part that it declares.
    page: Buffer.from(referencePageOf(document as OpenApiDocument)),
    css,
  };
};

/** The contract as an OpenAPI document, and as a static page. */
export const registerDocs = (app: FastifyInstance): void => {
  let served: Promise<Served> | undefined;
  const get = (): Promise<Served> => {
    served ??= load();
    // A failure is not cached.
    served.catch(() => (served = undefined));
    return served;
  };
  const caching = { "cache-control": "public, max-age=300" };
  const pageHeaders = { ...caching, "content-security-policy": pagePolicy };

  app.get("/api/openapi.json", { config: { routeId: "docs.openapi", isAnonymous: true } }, async (_request, reply) =>
    reply
      .headers({ "content-type": "application/json", ...caching })
      .serializer(String)
      .send((await get()).document),
  );

  // A person who opens the host in a browser wants to know what it is.
  app.get("/", { config: { routeId: "docs.root", isAnonymous: true } }, (_request, reply) =>
    reply.redirect("/api/docs/", 302),
  );
  app.get("/api/docs", { config: { routeId: "docs.page", isAnonymous: true } }, (_request, reply) =>
    reply.redirect("/api/docs/", 308),
  );
  app.get("/api/docs/", { config: { routeId: "docs.page", isAnonymous: true } }, async (_request, reply) =>
    reply
      .headers(pageHeaders)
      .type("text/html; charset=utf-8")
      .send((await get()).page),
  );
  app.get("/api/docs/page.css", { config: { routeId: "docs.style", isAnonymous: true } }, async (_request, reply) =>
    reply
      .headers(pageHeaders)
      .type("text/css; charset=utf-8")
      .send((await get()).css),
  );
};
