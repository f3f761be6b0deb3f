import { Resolver } from "node:dns/promises";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer, request as ask } from "node:http";
import { pipeline } from "node:stream/promises";
import type { EdgeFront } from "./env.ts";

/**
 * A browser caches a response for the record's TTL. Here a change takes effect at the next request,
 * and simultaneous requests share one query.
 */
const retentionMilliseconds = 200;

/** The current target of the host's CNAME. @throws if the target is not served here */
const createLocator = ({ host, targets }: EdgeFront, resolver: Resolver): (() => Promise<URL>) => {
  let kept: { at: number; target: Promise<URL> } | undefined;
  const locate = async (): Promise<URL> => {
    const [name = ""] = await resolver.resolveCname(host);
    const target = targets[name];
    if (target === undefined) throw new Error(`${host} points to ${name}, which is not served here`);
    return new URL(target);
  };
  return () => {
    const now = Date.now();
    if (kept === undefined || now - kept.at > retentionMilliseconds) {
      const target = locate();
      target.catch(() => (kept = undefined));
      kept = { at: now, target };
    }
    return kept.target;
  };
};

const pass = async (request: IncomingMessage, response: ServerResponse, target: URL): Promise<void> => {
  const upstream = ask({
    host: target.hostname,
    port: target.port,
    method: request.method,
    path: request.url,
    headers: request.headers,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    upstream.once("response", resolve);
    upstream.once("error", reject);
  });
  await pipeline(request, upstream);
  const answer = await answered;
  response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
  await pipeline(answer, response);
};

/**
 * A global host on this machine. Like a browser, it asks the zone's name server for the host's
 * target, and forwards requests there. So a change of the record moves the host, as it would
 * anywhere. `/_edge/ready` is its own path.
 */
export const serveFront = (front: EdgeFront, dnsServer: string): Promise<Server> => {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([dnsServer]);
  const locate = createLocator(front, resolver);
  const server = createServer((request, response) => {
    if (request.url === "/_edge/ready") {
      response.writeHead(204).end();
      return;
    }
    locate()
      .then((target) => pass(request, response, target))
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : "unknown";
        process.stderr.write(`${JSON.stringify({ level: "warn", host: front.host, reason })}\n`);
        if (!response.headersSent) response.writeHead(502, { "content-type": "text/plain" });
        response.end("The host's record points to a target that does not respond.\n");
      });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(front.port, "127.0.0.1", () => resolve(server));
  });
};
