import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What arrived, exactly as written. */
export type Arrival = { method: string; target: string; headers: [name: string, value: string][]; body: string };

export type WireOrigin = {
  url: string;
  arrivals: Arrival[];
  /** Starts to record and to respond normally again. */
  reset(): void;
  /** How the next requests are answered; the handler reads the body. */
  answer(how: (request: IncomingMessage, response: ServerResponse) => void): void;
  stop(): Promise<void>;
};

/**
 * An origin that a test controls: it records what the proxy sends, and responds as slowly or as
 * wrongly as the test says.
 */
export const startWireOrigin = async (): Promise<WireOrigin> => {
  const arrivals: Arrival[] = [];
  const plain = (request: IncomingMessage, response: ServerResponse): void => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      arrivals.push({ method: request.method ?? "", target: request.url ?? "", headers: headersOf(request), body });
      response.writeHead(200, { "content-type": "text/plain" }).end("plain");
    });
  };
  let how = plain;
  const server = createServer((request, response) => how(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    arrivals,
    reset: () => {
      arrivals.length = 0;
      how = plain;
    },
    answer: (next) => {
      how = next;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const headersOf = ({ rawHeaders }: IncomingMessage): [string, string][] =>
  rawHeaders.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name.toLowerCase(), rawHeaders[at + 1] ?? ""]] : [],
  );
