// Each host keeps a socket open for each request.
const maxConcurrent = 32;

/** Runs over all with bounded concurrency, in no order. The first failure is thrown, and nothing starts after it. */
export const forEachAtOnce = async <T>(all: readonly T[], run: (each: T) => Promise<void>): Promise<void> => {
  const left = all.values();
  let hasFailed = false;
  const inTurn = async (): Promise<void> => {
    for (const each of left) {
      if (hasFailed) return;
      await run(each).catch((error: unknown) => {
        hasFailed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(maxConcurrent, all.length) }, inTurn));
};
