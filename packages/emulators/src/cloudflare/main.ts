import { timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { bundle } from "@cogrion/edge-bundle/bundle";
import { compatibilityDate } from "@cogrion/edge-bundle/wrangler";
import { Miniflare } from "miniflare";
import { ZodError } from "zod";
import type { KvNamespace } from "./bulk.ts";
import { bodyOf, createBulkCalls } from "./bulk.ts";
import { createDnsCalls } from "./dns-records.ts";
import { DnsRefusal } from "./dns-rules.ts";
import { readWorkersEnvironment } from "./env.ts";
import { onlyLocal } from "../local-host.ts";

/**
 * The Workers runtime with KV, the edge apps on it, and Cloudflare's REST paths for DNS records
 * (dns-records.ts) and for KV: `/client/v4/accounts/{account}/storage/kv/…`. For KV, miniflare
 * serves the same API under its own path, so Cloudflare's client library only needs another base
 * URL. What it does not have is added here (bulk.ts).
 */
const config = readWorkersEnvironment();
const runtime = { compatibilityDate, modules: true as const };
const routes = { kvNamespaces: { TENANT_ROUTES: config.namespaceId } };
const apps = await Promise.all(
  config.apps.map(async ({ app, port, bindings }) => ({
    ...runtime,
    ...routes,
    name: app,
    script: Buffer.from(await bundle({ repositoryFolder: config.repositoryFolder, app, host: "cloudflare" })).toString(
      "utf8",
    ),
    bindings,
    unsafeDirectSockets: [{ host: "127.0.0.1", port }],
  })),
);
const miniflare = new Miniflare({
  host: "127.0.0.1",
  port: config.runtimePort,
  kvPersist: config.persistFolder,
  unsafeLocalExplorer: true,
  workers: [
    {
      ...runtime,
      ...routes,
      name: "routes",
      script: "export default { fetch: () => new Response(null, { status: 404 }) };",
    },
    ...apps,
  ],
});
const runtimeUrl = await miniflare.ready;
const bulk = createBulkCalls(
  async () => (await miniflare.getBindings<{ TENANT_ROUTES: KvNamespace }>("routes")).TENANT_ROUTES,
);

const dns = createDnsCalls(config.persistFolder);

const apiPath = "/client/v4";
const prefix = `${apiPath}/accounts/${config.accountId}/storage/kv/`;

const isAuthorized = (request: IncomingMessage): boolean => {
  const given = Buffer.from(request.headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${config.apiToken}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};

const refuse = (response: ServerResponse, status: number, code: number, message: string): void => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ success: false, errors: [{ code, message }], messages: [], result: null }));
};

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (request.url === "/ready") return void response.writeHead(204).end();
  if (!isAuthorized(request)) return refuse(response, 401, 10_000, "Authentication error");
  const dnsResponse = request.url?.startsWith(apiPath)
    ? await dns(request, request.url.slice(apiPath.length))
    : undefined;
  if (dnsResponse !== undefined) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(dnsResponse));
    return;
  }
  if (request.url?.startsWith(prefix) !== true) return refuse(response, 404, 7003, "No route for that URI");
  const url = new URL(`/cdn-cgi/explorer/api/storage/kv/${request.url.slice(prefix.length)}`, runtimeUrl);
  const bulkResponse = await bulk(request, request.url.slice(prefix.length));
  if (bulkResponse !== undefined) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(bulkResponse));
    return;
  }
  const type = request.headers["content-type"];
  const hasBody = request.method !== "GET" && request.method !== "HEAD" && request.method !== "DELETE";
  const upstream = await fetch(url, {
    method: request.method ?? "GET",
    headers: type === undefined || !hasBody ? {} : { "content-type": type },
    body: hasBody ? await bodyOf(request) : null,
  });
  response.writeHead(upstream.status, { "content-type": upstream.headers.get("content-type") ?? "application/json" });
  response.end(Buffer.from(await upstream.arrayBuffer()));
};

const server = createServer(
  onlyLocal((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (error instanceof DnsRefusal) return refuse(response, error.status, error.code, error.message);
      if (error instanceof ZodError || error instanceof SyntaxError) {
        return refuse(response, 400, 9207, "Request body is invalid.");
      }
      refuse(response, 500, 10_001, error instanceof Error ? error.message : "internal error");
    });
  }),
);
server.listen(config.apiPort, "127.0.0.1");

const stop = async (): Promise<void> => {
  server.close();
  server.closeAllConnections();
  await miniflare.dispose();
  process.exit(0);
};
process.once("SIGTERM", () => void stop());
process.once("SIGINT", () => void stop());
