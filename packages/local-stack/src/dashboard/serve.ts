import { readFile } from "node:fs/promises";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { isAbsolute, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { createDashboardHandler } from "@cogrion/edge/dashboard/handler";
import type { DashboardConfig } from "./env.ts";

const compressed = /^(?:text\/|application\/json|image\/svg)/;

/** Files below the folder; undefined for all else. */
const createReader = (folder: string) => async (path: string) => {
  const file = resolve(folder, path);
  const inside = relative(folder, file);
  if (inside.startsWith("..") || isAbsolute(inside) || inside.startsWith(".")) return undefined;
  return readFile(file)
    .then((bytes) => new Uint8Array(bytes))
    .catch(() => undefined);
};

/** The dashboard as its hosts serve it, on a port of this machine. */
export const serveDashboard = ({ folder, site, port }: DashboardConfig): Promise<Server> => {
  const handle = createDashboardHandler(site, createReader(folder));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answered = await handle(
      new Request(new URL(request.url ?? "/", site.origin), { method: request.method ?? "GET" }),
    );
    const headers = Object.fromEntries(answered.headers);
    let body: Uint8Array = new Uint8Array(await answered.arrayBuffer());
    if (
      compressed.test(headers["content-type"] ?? "") &&
      /\bgzip\b/.test(request.headers["accept-encoding"]?.toString() ?? "")
    ) {
      body = await promisify(gzip)(body);
      headers["content-encoding"] = "gzip";
    }
    response.writeHead(answered.status, headers).end(request.method === "HEAD" ? undefined : body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(400, { "content-type": "text/plain" }).end());
  });
  return new Promise((resolveStarted, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolveStarted(server));
  });
};
