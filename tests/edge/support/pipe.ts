import { createServer, request as httpRequest } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

/** Forwards a request unchanged. */
export const pipeTo = (target: string, request: IncomingMessage, response: ServerResponse): void => {
  const { hostname, port } = new URL(target);
  const forwarded = httpRequest(
    { hostname, port, method: request.method, path: request.url, headers: request.headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    },
  );
  forwarded.once("error", () => response.destroy());
  request.pipe(forwarded);
};

/** A host in front of one target that forwards everything. Returns a function that stops it. */
export const startPipe = async (port: number, target: string): Promise<() => Promise<void>> => {
  const server = createServer((request, response) => pipeTo(target, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
};
