import type { Hint } from "../provisioning/hint.ts";

/**
 * A step cannot go on until somebody mends what the hint names. Adapters turn their peers' answers (access denied, role gone,
 * quota) into it; the workflow stops retrying and waits.
 */
export class BlockedError extends Error {
  readonly hint: Hint;

  constructor(hint: Hint, options: { cause?: unknown } = {}) {
    super(hint.summary, options);
    this.name = "BlockedError";
    this.hint = hint;
  }
}
