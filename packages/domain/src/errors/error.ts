import type { ErrorCode } from "./codes.ts";
import { errorCodes } from "./codes.ts";

export type ErrorOptions = {
  /**
   * For the caller: what happened, to which resource, and what to do next. Never a secret, never an
   * internal name.
   */
  detail: string;
  /** Facts for programs, sent next to the detail. */
  meta?: Record<string, unknown>;
  /** For 429 and 503. */
  retryAfterSeconds?: number;
  /** For operators. It is logged and never sent. */
  cause?: unknown;
};

/** The only error class that crosses our own boundaries. `message` is safe to show. */
export class CogrionError extends Error {
  readonly code: ErrorCode;
  readonly meta: Record<string, unknown> | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, { detail, meta, retryAfterSeconds, cause }: ErrorOptions) {
    super(detail, { cause });
    this.name = "CogrionError";
    this.code = code;
    this.meta = meta;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }
}
