import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { AskHost, HostAnswer } from "@cogrion/edge-migration/hosts/answers";

const timeoutMilliseconds = 20_000;
// A login page is a few kilobytes.
const maxTextBytes = 1_048_576;

/**
 * Requests to one host under the public name, whatever its own address. The connection goes to
 * `address`; the TLS name and the Host header are the public ones, as they will be once the record
 * points there.
 */
export const askBytesAt =
  (origin: URL, address: string, maxBytes: number): AskHost<Uint8Array> =>
  ({ method, path, subdomain }) =>
    new Promise<HostAnswer<Uint8Array>>((resolve, reject) => {
      const [host = "", port] = address.split(":");
      const label = subdomain === undefined ? "" : `${subdomain}.`;
      const isTls = origin.protocol === "https:";
      const fail = (error: Error): void => reject(new Error(`${address} did not respond to ${path}: ${error.message}`));
      const request = (isTls ? requestHttps : requestHttp)(
        {
          host,
          port: port ?? (isTls ? 443 : 80),
          path,
          method,
          headers: { host: `${label}${origin.host}`, "accept-language": "en" },
          ...(isTls ? { servername: `${label}${origin.hostname}` } : {}),
          signal: AbortSignal.timeout(timeoutMilliseconds),
        },
        (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on("data", (chunk: Buffer) => {
            size += chunk.length;
            if (size > maxBytes) request.destroy(new Error("the response is too large"));
            else chunks.push(chunk);
          });
          response.once("error", fail);
          response.once("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: new Map(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      request.once("error", fail);
      request.end();
    });

/** The same for text. */
export const askHostAt = (origin: URL, address: string): AskHost => {
  const ask = askBytesAt(origin, address, maxTextBytes);
  return async (request) => {
    const answer = await ask(request);
    return { ...answer, body: Buffer.from(answer.body).toString("utf8") };
  };
};
