import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { ControlPlane } from "./process.ts";

export type SlowRequest = {
  method: string;
  path: string;
  token: string;
  headers?: Record<string, string>;
  body?: unknown;
};

// oxlint-disable-next-line typescript/no-explicit-any
export type SlowAnswer = { status: number; body: any };

/**
 * Sends the headers and half of the body, and returns a function that sends the rest once the
 * control plane knows the caller. Nothing else may call it meanwhile.
 */
export const sendSlowly = async (
  controlPlane: ControlPlane,
  { method, path, token, headers, body }: SlowRequest,
): Promise<() => Promise<SlowAnswer>> => {
  const before = await acceptedBy(controlPlane);
  const text = JSON.stringify(body ?? {});
  const outgoing = request(controlPlane.publicUrl + path, {
    method,
    headers: {
      ...headers,
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
    },
  });
  const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
  // A rejection after the headers alone is for the caller that awaits it.
  answered.catch(() => undefined);
  const half = Math.floor(text.length / 2);
  outgoing.write(text.slice(0, half));
  while ((await acceptedBy(controlPlane)) === before) await sleep(20);
  return async () => {
    outgoing.end(text.slice(half));
    const [response] = await answered;
    // A 204 response has no body.
    return { status: response.statusCode ?? 0, body: response.statusCode === 204 ? undefined : await json(response) };
  };
};

/** How many tokens it has accepted so far, of any kind. */
export const acceptedBy = async ({ opsUrl }: ControlPlane): Promise<number> => {
  const metrics = await (await fetch(`${opsUrl}/metrics`)).text();
  const counts = metrics.matchAll(/^auth_authentications_total\{[^}]*outcome="accepted"[^}]*\} (\d+)$/gm);
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
};
