import type { Amount } from "./progress.ts";

/** One part on its way to this machine. */
export type Fetching = {
  update: (state: string, amount?: Amount) => void;
  signal: AbortSignal | undefined;
};

export const quietly: Fetching = { update: () => undefined, signal: undefined };
