import { exitCodes, InterruptedError } from "./failure.ts";

export type Interruption = {
  signal: AbortSignal;
  /** Rejects when the signal aborts. */
  happened: Promise<never>;
};

/** The first signal asks for an orderly end; a second one ends at once, and the guard ends what is left. */
export const stopOnSignals = (whatRemains: string): Interruption => {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(new InterruptedError(`Stopped by ${name}. ${whatRemains}`, name));
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, onSignal);
  const happened = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason), { once: true });
  });
  happened.catch(() => undefined);
  return { signal: controller.signal, happened };
};
