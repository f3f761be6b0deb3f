import { setTimeout as sleep } from "node:timers/promises";

/** Polls until there is a result. An error counts as none, and is shown after the timeout. */
export const until = async <T>(what: string, ask: () => Promise<T | undefined | false>, seconds = 120): Promise<T> => {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown = "no answer";
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = "not yet";
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${seconds} s`, { cause: last });
    await sleep(100);
  }
};
