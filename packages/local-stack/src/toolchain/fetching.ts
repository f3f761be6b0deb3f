/** How much of a download was received; `totalBytes` where the server states it. */
export type Amount = { receivedBytes: number; totalBytes: number | undefined };

/** One part on its way to this machine. */
export type Fetching = {
  update: (state: string, amount?: Amount) => void;
  signal: AbortSignal | undefined;
};

export const quietly: Fetching = { update: () => undefined, signal: undefined };
