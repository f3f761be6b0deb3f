import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { until } from "./until.ts";

export type ProxyGate = {
  /** Resolves once a call is held. */
  held: Promise<unknown>;
  release(): void;
};

export type GateProxy = {
  url: string;
  /**
   * Holds the next matching call: `before` it reaches the other side, or `after`, with its response
   * withheld.
   */
  gate(matches: (method: string, path: string) => boolean, at: "before" | "after"): ProxyGate;
  /** Releases the held call, and holds no more calls. */
  clear(): void;
  close(): Promise<void>;
};

type Gate = {
  matches: (method: string, path: string) => boolean;
  at: string;
  hold: () => Promise<void>;
  release: () => void;
};

/**
 * A proxy in front of a part, so that a test can stop everything between a call and its response.
 */
export const startGateProxy = async (target: () => string): Promise<GateProxy> => {
  let gates: Gate[] = [];
  const pass = async (request: IncomingMessage, at: string): Promise<void> => {
    const gate = gates.find((each) => each.at === at && each.matches(request.method ?? "", request.url ?? ""));
    await gate?.hold();
  };
  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await pass(request, "before");
    const { host: _host, connection: _connection, "content-length": _length, ...headers } = request.headers;
    const upstream = await fetch(`${target()}${request.url ?? "/"}`, {
      method: request.method ?? "GET",
      headers: headers as Record<string, string>,
      body: chunks.length === 0 ? null : Buffer.concat(chunks),
      redirect: "manual",
    });
    const body = Buffer.from(await upstream.arrayBuffer());
    await pass(request, "after");
    const kept = [...upstream.headers].filter(
      ([name]) => !["content-encoding", "transfer-encoding", "content-length"].includes(name),
    );
    response.writeHead(upstream.status, Object.fromEntries(kept)).end(body);
  };
  const server = createServer((request, response) => {
    // A killed part does not respond.
    forward(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    gate(matches, at) {
      let isHolding = false;
      const released = Promise.withResolvers<void>();
      const gate: Gate = {
        matches,
        at,
        hold() {
          isHolding = true;
          return released.promise;
        },
        release() {
          gates = gates.filter((each) => each !== gate);
          released.resolve();
        },
      };
      gates.push(gate);
      return { held: until("a held call", () => Promise.resolve(isHolding)), release: gate.release };
    },
    clear() {
      for (const gate of gates) gate.release();
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
