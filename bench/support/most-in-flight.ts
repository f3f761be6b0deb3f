import { Agent, createServer, request } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";

export type InFlightCounter = {
  url: string;
  /** The maximum number of requests in flight so far. */
  most(): number;
  total(): number;
  stop(): Promise<void>;
};

/** Passes requests on, and counts them. */
export const countMostInFlight = async (target: string): Promise<InFlightCounter> => {
  const agent = new Agent({ keepAlive: true });
  let inFlight = 0;
  let most = 0;
  let total = 0;
  const server = createServer((incoming, outgoing) => {
    inFlight += 1;
    total += 1;
    most = Math.max(most, inFlight);
    outgoing.once("close", () => (inFlight -= 1));
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url ?? "/", target), { method, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, outgoing).catch(() => outgoing.destroy());
    });
    onward.once("error", () => outgoing.destroy());
    pipeline(incoming, onward).catch(() => outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    most: () => most,
    total: () => total,
    async stop() {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
};
