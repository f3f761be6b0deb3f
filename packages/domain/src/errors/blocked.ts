import type { Hint } from "../provisioning/hint.ts";

/**
 * A step cannot continue until somebody fixes what the hint names. Adapters throw it for responses
 * that no retry changes (access denied, role deleted, quota used up). The workflow then stops
 * retrying and waits.
 */
export class BlockedError extends Error {
  readonly hint: Hint;

  constructor(hint: Hint, options: { cause?: unknown } = {}) {
    super(hint.summary, options);
    this.name = "BlockedError";
    this.hint = hint;
  }
}
