import type { Hint } from "../provisioning/hint.ts";

/**
 * The other side rejected a request in the client's account for an unknown reason. The error keeps
 * the name of its cause, is retried a few times, and then becomes a hint.
 */
export class RejectedError extends Error {
  readonly hint: Hint;

  constructor(hint: Hint, cause: Error) {
    super(hint.summary, { cause });
    this.name = cause.name;
    this.hint = hint;
  }
}
