import { exitCodes, InterruptedError } from "./failure.ts";
import { readerLeft } from "./reader.ts";

export type Interruption = {
  signal: AbortSignal;
  /** Rejects when the signal aborts. */
  happened: Promise<never>;
};

/**
 * The first signal, or a closed output, starts an orderly end. A second signal ends the process at
 * once, and the reaper ends what is left.
 */
export const stopOnSignals = (whatRemains: string): Interruption => {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(new InterruptedError(`Stopped by ${name}. ${whatRemains}`, name));
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, onSignal);
  readerLeft.addEventListener("abort", () => controller.abort(readerLeft.reason), { once: true });
  const happened = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason), { once: true });
  });
  happened.catch(() => undefined);
  return { signal: controller.signal, happened };
};
