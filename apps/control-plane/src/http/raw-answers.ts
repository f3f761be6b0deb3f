import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { CogrionError } from "@cogrion/domain";
import { problemOf } from "./problem.ts";

/** Problems for input that Node's HTTP parser rejects before there is a request. */
export const respondToClientError = (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = problemOf(faultOf(error.code), randomUUID());
  const text = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} Refused`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(text)}`,
    `x-request-id: ${body.request_id}`,
    "connection: close",
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${text}`);
};

const faultOf = (code: string | undefined): CogrionError => {
  if (code === "HPE_HEADER_OVERFLOW")
    return new CogrionError("headers_too_large", {
      detail: "The request line and the headers can have at most 16 KiB together.",
    });
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return new CogrionError("request_timed_out", { detail: "The request did not arrive in time. Send it again." });
  return new CogrionError("request_invalid", { detail: "This is not a well-formed HTTP/1.1 request." });
};

/** RFC 9110 section 10.1.1: `100-continue` is the only defined expectation. */
export const refuseExpectations = (server: Server): void => {
  server.on("checkExpectation", (_request: IncomingMessage, response: ServerResponse) => {
    const refusal = new CogrionError("expectation_failed", {
      detail: "The only supported expectation is 100-continue.",
    });
    const { status, headers, body } = problemOf(refusal, randomUUID());
    response
      .writeHead(status, { ...headers, "x-request-id": body.request_id, connection: "close" })
      .end(JSON.stringify(body));
  });
};
