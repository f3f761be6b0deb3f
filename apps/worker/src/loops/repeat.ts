import type { Logger } from "@cogrion/telemetry";

export type Loop = {
  /** Look now, or right after the turn that is under way. */
  wake: () => void;
  /** Resolves when the turn under way is over. */
  stop(): Promise<void>;
};

/** Runs `turn` at least every `intervalSeconds` and whenever it is woken, never twice at once. A failed turn is logged, and the next one comes. */
export const repeat = (
  name: string,
  { intervalSeconds, logger, turn }: { intervalSeconds: number; logger: Logger; turn: () => Promise<unknown> },
): Loop => {
  let isStopped = false;
  let isWoken = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const run = (): void => {
    if (isStopped) return;
    if (running !== undefined) {
      isWoken = true;
      return;
    }
    clearTimeout(timer);
    isWoken = false;
    running = turn()
      .then(
        () => undefined,
        (err: unknown) => logger.warn({ err, loop: name }, "a turn of the loop failed"),
      )
      .then(() => {
        running = undefined;
        if (isWoken) run();
        else if (!isStopped) timer = setTimeout(run, intervalSeconds * 1000);
        return undefined;
      });
  };
  run();
  return {
    wake: run,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
