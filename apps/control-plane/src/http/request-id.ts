import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

// Goes into logs, audit rows and headers: nothing but plain names.
const wellFormed = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** The caller's own `X-Request-Id` where it is well-formed, a new one otherwise. */
export const requestIdOf = ({ headers }: IncomingMessage): string => {
  const given = headers["x-request-id"];
  return typeof given === "string" && wellFormed.test(given) ? given : randomUUID();
};
