import { setTimeout as sleep } from "node:timers/promises";

/**
 * Calls at random moments, on average at the given rate (a Poisson process), like independent
 * people. It does not wait for a response before the next call, so a slow one neither delays nor
 * hides others.
 * @throws the error of the first call that failed
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
