import { CogrionError } from "@cogrion/domain";
import pg from "pg";
import { constraintErrors } from "./constraints.ts";

const isDependencyCode = (code: string): boolean =>
  // Class 08: connection exceptions; 57P: shut down, crashed or starting; 53: out of connections,
  // memory or disk; 58: I/O errors of the server.
  /^(?:08|53|57P|58)/.test(code) ||
  // Statement or lock timeout, a deadlock, a serialization failure: the same request may succeed a
  // moment later.
  ["57014", "55P03", "40P01", "40001", "25P03"].includes(code);

const socketCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

// Errors for which node-postgres has no code.
const connectionMessages =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Query read timeout|Postgres connection has been discarded|Cannot use a pool after)/;

const isUnavailable = (error: unknown): boolean => {
  if (error instanceof pg.DatabaseError) return isDependencyCode(error.code ?? "");
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return socketCodes.has(code) || connectionMessages.test(error.message);
};

/** The caller's error for a database error; errors of our own pass unchanged. */
export const cogrionErrorOf = (error: unknown): unknown => {
  if (error instanceof CogrionError) return error;
  if (isUnavailable(error)) {
    return new CogrionError("dependency_unavailable", {
      detail: "The database cannot be reached. Retry shortly.",
      meta: { dependency: "postgresql" },
      retryAfterSeconds: 2,
      cause: error,
    });
  }
  // 22021 for text, 22P05 for JSON: PostgreSQL stores every character but NUL.
  if (error instanceof pg.DatabaseError && (error.code === "22021" || error.code === "22P05")) {
    return new CogrionError("request_invalid", { detail: "Text must not contain the NUL character.", cause: error });
  }
  if (error instanceof pg.DatabaseError && error.constraint !== undefined) {
    const known = constraintErrors[error.constraint];
    if (known !== undefined) return new CogrionError(known.code, { detail: known.detail, cause: error });
  }
  return error;
};

type Repository = Record<string, (...input: never[]) => Promise<unknown>>;

/** Wraps the repository so that each method's errors become our own. */
export const withCogrionErrors = <R extends Repository>(repository: R): R =>
  Object.fromEntries(
    Object.entries(repository).map(([name, method]) => [
      name,
      async (...input: never[]) => {
        try {
          return await method(...input);
        } catch (error) {
          throw cogrionErrorOf(error);
        }
      },
    ]),
  ) as R;
