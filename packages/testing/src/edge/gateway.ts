import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { TestHost } from "./hosts.ts";

/**
 * A socket in front of a host that is called with events, as API Gateway and CloudFront are in
 * front of a function.
 */
export const serveHost = async (
  host: TestHost,
  port: number,
  options: {
    /** Served over TLS with these, as PEM. */
    tls?: { key: string; cert: string };
    /** What somebody else serves at another name on the same port. */
    elsewhere?: { hostname: string; html: () => string };
  } = {},
): Promise<{ stop(): Promise<void> }> => {
  const scheme = options.tls === undefined ? "http" : "https";
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = new Headers();
    // The connection's own end here.
    const { connection: _connection, "transfer-encoding": _encoding, ...sent } = request.headers;
    for (const [name, value] of Object.entries(sent))
      for (const each of [value ?? []].flat()) headers.append(name, each);
    const result = await host.fetch(`${scheme}://${request.headers.host ?? ""}${request.url ?? "/"}`, {
      method: request.method ?? "GET",
      headers,
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    });
    for (const [name, value] of result.headers) response.appendHeader(name, value);
    response.writeHead(result.status).end(Buffer.from(await result.arrayBuffer()));
  };
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    if (options.elsewhere !== undefined && request.headers.host?.split(":")[0] === options.elsewhere.hostname) {
      response.writeHead(200, { "content-type": "text/html" }).end(options.elsewhere.html());
      return;
    }
    answer(request, response).catch(() => response.destroy());
  };
  const server = options.tls === undefined ? createServer(serve) : createTlsServer(options.tls, serve);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
