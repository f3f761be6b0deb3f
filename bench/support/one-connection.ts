import { Agent, request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";

export type Answer = { status: number; headers: IncomingMessage["headers"]; text: string };
export type Connection = {
  /** Requests a target of the origin, and reads the response to its end. */
  ask(target: string, options?: { form?: Record<string, string>; cookie?: string }): Promise<Answer>;
  close: () => void;
};

/** One persistent connection to a port of this machine, under the origin's own name. */
export const openConnection = (origin: string): Connection => {
  const { host, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    ask: (target, { form, cookie } = {}) =>
      new Promise((resolve, reject) => {
        const body = form === undefined ? undefined : new URLSearchParams(form).toString();
        const request = httpRequest({
          agent,
          host: "127.0.0.1",
          port,
          path: target,
          method: body === undefined ? "GET" : "POST",
          headers: {
            host,
            accept: "text/html",
            ...(cookie === undefined ? {} : { cookie }),
            ...(body === undefined
              ? {}
              : { "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(body) }),
          },
        });
        request.once("error", reject);
        request.once("response", (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => (text += chunk));
          response.once("error", reject);
          response.once("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        });
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
};
