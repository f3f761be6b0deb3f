import type { Hint } from "../provisioning/hint.ts";

/**
 * The other side rejected a request in the client's account for a reason that no code of ours
 * knows. It keeps the name of its cause, is worth a few more attempts, and then becomes what the
 * hint says.
 */
export class RejectedError extends Error {
  readonly hint: Hint;

  constructor(hint: Hint, cause: Error) {
    super(hint.summary, { cause });
    this.name = cause.name;
    this.hint = hint;
  }
}
