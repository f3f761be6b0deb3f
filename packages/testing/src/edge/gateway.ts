import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { TestHost } from "./hosts.ts";

/** A socket before a host that is called by events, as API Gateway and CloudFront stand before a function. */
export const serveHost = async (host: TestHost, port: number): Promise<{ stop(): Promise<void> }> => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = new Headers();
    // The connection's own end here.
    const { connection: _connection, "transfer-encoding": _encoding, ...sent } = request.headers;
    for (const [name, value] of Object.entries(sent))
      for (const each of [value ?? []].flat()) headers.append(name, each);
    const result = await host.fetch(`http://${request.headers.host ?? ""}${request.url ?? "/"}`, {
      method: request.method ?? "GET",
      headers,
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    });
    for (const [name, value] of result.headers) response.appendHeader(name, value);
    response.writeHead(result.status).end(Buffer.from(await result.arrayBuffer()));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
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
