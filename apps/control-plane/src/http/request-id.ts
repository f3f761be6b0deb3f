import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

// It appears in logs, audit rows and headers, so only plain names are allowed.
const wellFormed = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** The caller's own `X-Request-Id` if it is well-formed, otherwise a new one. */
export const requestIdOf = ({ headers }: IncomingMessage): string => {
  const given = headers["x-request-id"];
  return typeof given === "string" && wellFormed.test(given) ? given : randomUUID();
};
