// Each host keeps one open socket per request.
const maxConcurrent = 32;

/**
 * Runs over all items with bounded concurrency, in no particular order. The first failure is
 * thrown, and nothing starts after it.
 */
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
