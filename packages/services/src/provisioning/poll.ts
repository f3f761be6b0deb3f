import { setTimeout as sleep } from "node:timers/promises";

export type PollOptions = { seconds: number; pauseMilliseconds: number };

/** Shorter than the limit of one attempt of a step, and short enough for a waiting cancellation. */
const usual: PollOptions = { seconds: 20, pauseMilliseconds: 500 };

/**
 * Polls for something that another system shows a moment after the request. The wait is expected,
 * so it is part of the attempt. Returns undefined if nothing appears in time; a later attempt polls
 * again.
 */
export const poll = async <Seen>(
  look: () => Promise<Seen | undefined>,
  { seconds, pauseMilliseconds }: PollOptions = usual,
): Promise<Seen | undefined> => {
  const endsAt = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined || Date.now() + pauseMilliseconds > endsAt) return seen;
    await sleep(pauseMilliseconds);
  }
};
