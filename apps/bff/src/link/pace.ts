import type { Trouble } from "./trouble.ts";

const slowSeconds = 60;
const longestBackoffSeconds = 30;
const shortestIntervalSeconds = 1;

export type Pace = {
  /** Why the round ended without a heartbeat; undefined if there was one. */
  trouble: Trouble | undefined;
  /** Consecutive rounds that ended this way, including this one. */
  failures: number;
  intervalSeconds: number;
  /** From 0 to 1. */
  random: number;
};

/**
 * Seconds until the next round. A heartbeat comes up to a tenth early and never late, so that many
 * BFFs spread out and none is missed. After an outage retries start early and become rarer; a fault
 * that a person has to fix is retried slowly.
 */
export const pauseSecondsOf = ({ trouble, failures, intervalSeconds, random }: Pace): number => {
  if (trouble === undefined) return Math.max(intervalSeconds, shortestIntervalSeconds) * (0.9 + 0.1 * random);
  const told = trouble.retryAfterSeconds ?? 0;
  if (trouble.isPassing) {
    const backoff = Math.min(2 ** Math.max(0, failures - 1), longestBackoffSeconds);
    return Math.max(backoff * (0.5 + 0.5 * random), told);
  }
  return Math.max(slowSeconds * (0.9 + 0.2 * random), told);
};
