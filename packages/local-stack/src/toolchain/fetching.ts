/** How much of a download was received; `totalBytes` if the server states it. */
export type Amount = { receivedBytes: number; totalBytes: number | undefined };

/** One part that is being downloaded or built. */
export type Fetching = {
  update: (state: string, amount?: Amount) => void;
  signal: AbortSignal | undefined;
};

export const quietly: Fetching = { update: () => undefined, signal: undefined };
