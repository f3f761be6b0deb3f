import { setTimeout as sleep } from "node:timers/promises";

/**
 * Calls at random moments, so many a second on average (a Poisson process), as people do who know nothing of one another. It does not wait for an answer before
 * it calls again, so that a slow one holds back no question and hides none.
 * @throws what the first call failed with that did
 */
export const arrive = async (
  { perSecond, seconds }: { perSecond: number; seconds: number },
  call: (number: number) => Promise<void>,
): Promise<void> => {
  const calls: Promise<void>[] = [];
  const failures: unknown[] = [];
  const startedAt = performance.now();
  let at = startedAt;
  for (let number = 0; failures.length === 0; number++) {
    at += (-Math.log(1 - Math.random()) * 1000) / perSecond;
    if (at > startedAt + seconds * 1000) break;
    await sleep(Math.max(0, at - performance.now()));
    calls.push(call(number).catch((error: unknown) => void failures.push(error)));
  }
  await Promise.all(calls);
  if (failures.length > 0) throw failures[0];
};
