import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Agent, createServer, request } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Rule } from "./balancer-rules.ts";
import { groupFor, readyTargetsOf, rulesOf } from "./balancer-rules.ts";
import type { KeyPair } from "./certificates.ts";
import type { Kubernetes } from "./kubernetes.ts";

export type BalancerOptions = {
  kubernetes: Kubernetes;
  /** Where TLS is served, on port 443. */
  address: string;
  tls: KeyPair;
  /** Ingress classes of internet-facing load balancers. */
  classes: readonly string[];
  /** Of a caller without TLS that names no host. */
  defaultHost: string;
  /** How late a pod that became ready gets its first request. */
  addAfterSeconds?: number;
  /** How late a pod that is leaving gets its last one. */
  removeAfterSeconds?: number;
};

export type Balancer = {
  /** The same without TLS, for a test on this machine. */
  origin: string;
  /** Pods of a group that get requests now. */
  targetsOf(host: string, path: string): string[];
  /** Requests that it could not pass on, one line each. */
  failures: readonly string[];
  stop(): Promise<void>;
};

type Target = { from: number; until: number };

/**
 * Stands in for the load balancer controller and its load balancers: reads Ingresses and endpoints, sends
 * requests to the pods' own addresses over kept connections, and learns late who came and who leaves.
 */
export const startBalancer = async (options: BalancerOptions): Promise<Balancer> => {
  const { kubernetes, addAfterSeconds = 0, removeAfterSeconds = 0 } = options;
  const groups = new Map<string, Map<string, Target>>();
  const failures: string[] = [];
  let rules: readonly Rule[] = [];
  const stopping = new AbortController();
  let turn = 0;

  const refresh = async (): Promise<void> => {
    rules = rulesOf(await kubernetes.list("apis/networking.k8s.io/v1/ingresses"), options.classes);
    const ready = readyTargetsOf(await kubernetes.list("apis/discovery.k8s.io/v1/endpointslices"));
    const now = Date.now();
    for (const group of new Set(rules.map((rule) => rule.group))) {
      const isFirst = !groups.has(group);
      const known = groups.get(group) ?? new Map<string, Target>();
      groups.set(group, known);
      for (const address of ready.get(group) ?? []) {
        const target = known.get(address);
        // The first pods of a group come with it.
        if (target === undefined)
          known.set(address, { from: now + (isFirst ? 0 : addAfterSeconds * 1000), until: Infinity });
        else target.until = Infinity;
      }
      for (const [address, target] of known) {
        if (ready.get(group)?.has(address) !== true && target.until === Infinity)
          target.until = now + removeAfterSeconds * 1000;
        if (target.until < now) known.delete(address);
      }
    }
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await refresh().catch(() => undefined);
      await sleep(250);
    }
  };

  const inUse = (group: string | undefined): string[] => {
    const now = Date.now();
    const known = [...(groups.get(group ?? "") ?? [])];
    return known.filter(([, { from, until }]) => from <= now && now < until).map(([address]) => address);
  };

  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64, timeout: 60_000 });
  const fail = (response: ServerResponse, status: number, what: string): void => {
    failures.push(what);
    if (response.headersSent) response.destroy();
    else response.writeHead(status, { "content-type": "text/plain" }).end(`${what}\n`);
  };
  const forward = (incoming: IncomingMessage, response: ServerResponse, givenHost: string | undefined): void => {
    const host = givenHost ?? (incoming.headers.host ?? "").replace(/:\d+$/, "");
    const { pathname } = new URL(incoming.url ?? "/", "http://host");
    const group = groupFor(rules, host, pathname);
    if (group === undefined) {
      response.writeHead(404, { "content-type": "text/plain" }).end("no rule\n");
      return;
    }
    const targets = inUse(group);
    const target = targets[turn++ % Math.max(1, targets.length)];
    if (target === undefined) return fail(response, 503, `${group} has no pods`);
    const [address, port] = target.split(":");
    const headers = {
      ...incoming.headers,
      host,
      "x-forwarded-for": incoming.socket.remoteAddress ?? "",
      "x-forwarded-proto": "https",
      "x-forwarded-host": host,
      "x-forwarded-port": "443",
    };
    const outgoing = request({ host: address, port, method: incoming.method, path: incoming.url, headers, agent });
    outgoing.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.once("error", () => response.destroy());
    });
    outgoing.once("error", (error) => {
      if (!response.destroyed) fail(response, 502, `${incoming.method} ${incoming.url} at ${target}: ${error.message}`);
    });
    // A kept connection of a finished request may carry the next one already.
    response.once("close", () => response.writableFinished || outgoing.destroy());
    incoming.pipe(outgoing);
  };

  const listen = (server: Server, port: number, address: string): Promise<void> =>
    new Promise((resolve, reject) => server.once("error", reject).listen(port, address, resolve));
  const secure = createSecureServer({ key: options.tls.key, cert: options.tls.certificate }, (incoming, response) =>
    forward(incoming, response, undefined),
  );
  // A caller without TLS names the host by a header of the test's own.
  const clear = createServer((incoming, response) =>
    forward(incoming, response, String(incoming.headers["x-test-host"] ?? options.defaultHost)),
  );
  await listen(secure, 443, options.address);
  await listen(clear, 0, "127.0.0.1");
  const running = loop();
  return {
    origin: `http://127.0.0.1:${(clear.address() as AddressInfo).port}`,
    targetsOf: (host, path) => inUse(groupFor(rules, host, path)),
    failures,
    async stop() {
      stopping.abort();
      await running;
      for (const server of [secure, clear]) {
        server.close();
        server.closeAllConnections();
      }
      agent.destroy();
    },
  };
};
