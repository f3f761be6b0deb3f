import { setTimeout as sleep } from "node:timers/promises";

export type Patience = { seconds: number; pauseMilliseconds: number };

/** Shorter than one attempt of a step may take, and short enough for a cancellation that waits for it. */
const usual: Patience = { seconds: 20, pauseMilliseconds: 500 };

/**
 * What somebody else's system shows a moment after it was asked for. The wait is expected, so it is part of the attempt and not another one. Undefined where
 * it does not show in time; a later attempt looks again.
 */
export const lookPatiently = async <Seen>(
  look: () => Promise<Seen | undefined>,
  { seconds, pauseMilliseconds }: Patience = usual,
): Promise<Seen | undefined> => {
  const endsAt = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined || Date.now() + pauseMilliseconds > endsAt) return seen;
    await sleep(pauseMilliseconds);
  }
};
