import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";

/**
 * Whether a `Host` header names this machine: `localhost`, `*.localhost` or an address. An
 * attacker's page can make its own name resolve to 127.0.0.1 (DNS rebinding) and then read
 * responses as its own origin; it cannot do so with these.
 */
export const isLocalHost = (host: string | undefined): boolean => {
  const { hostname } = URL.parse(`http://${host ?? ""}`) ?? { hostname: "" };
  return hostname === "localhost" || hostname.endsWith(".localhost") || isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
};

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Rejects requests to other hosts with 421 (RFC 9110, section 15.5.20). */
export const onlyLocal =
  (listener: Listener): Listener =>
  (request, response) => {
    if (isLocalHost(request.headers.host)) return listener(request, response);
    response.writeHead(421, { "content-type": "text/plain", connection: "close" });
    response.end("This part of the local stack accepts requests to localhost only.\n");
  };
