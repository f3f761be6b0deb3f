import type { Logger } from "@cogrion/telemetry/logs/logger";

export type StopOptions = {
  logger: Logger;
  /**
   * After this the process aborts whatever is still in flight. Below the 30 s that Kubernetes waits
   * before SIGKILL.
   */
  withinSeconds: number;
  stop: () => Promise<void>;
};

/**
 * Ends the process on SIGTERM and SIGINT when `stop` resolves: exit code 0 if everything was
 * finished, 1 after the timeout.
 */
export const stopOnSignal = ({ logger, withinSeconds, stop }: StopOptions): void => {
  let isStopping = false;
  const begin = async (signal: NodeJS.Signals): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, "stopping");
    const timer = setTimeout(() => {
      logger.error(
        { within_seconds: withinSeconds },
        "the process did not stop in time; requests in flight are cut off",
      );
      process.exit(1);
    }, withinSeconds * 1000);
    try {
      await stop();
      logger.info("stopped");
      clearTimeout(timer);
      process.exitCode = 0;
    } catch (err) {
      logger.error({ err }, "stopping failed");
      process.exit(1);
    }
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, (received) => void begin(received));
};
