import { setTimeout as sleep } from "node:timers/promises";

export type PollOptions = {
  seconds: number;
  /** Before the second look. Each pause is half as long again as the one before it. */
  firstPauseMilliseconds: number;
  longestPauseMilliseconds: number;
};

const growth = 1.5;

/**
 * Shorter than the limit of one attempt of a step, and short enough for a waiting cancellation.
 * Something that takes under a second is seen soon, and a longer wait does not cause many requests.
 */
const usual: PollOptions = { seconds: 20, firstPauseMilliseconds: 100, longestPauseMilliseconds: 1000 };

/**
 * Polls for something that another system shows a moment after the request. The wait is expected,
 * so it is part of the attempt. Returns undefined if nothing appears in time; a later attempt polls
 * again.
 */
export const poll = async <Seen>(
  look: () => Promise<Seen | undefined>,
  { seconds, firstPauseMilliseconds, longestPauseMilliseconds }: PollOptions = usual,
): Promise<Seen | undefined> => {
  const endsAt = Date.now() + seconds * 1000;
  for (let pause = firstPauseMilliseconds; ; pause = Math.min(pause * growth, longestPauseMilliseconds)) {
    const seen = await look();
    if (seen !== undefined || Date.now() + pause > endsAt) return seen;
    await sleep(pause);
  }
};
