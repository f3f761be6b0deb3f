import type { Registry } from "@cogrion/telemetry";
import { Gauge } from "@cogrion/telemetry";

/** A gauge of the age of a queue's oldest item, in seconds; 0 for an empty queue. */
export const exposeAge = (
  registry: Registry,
  { name, help, oldestAt }: { name: string; help: string; oldestAt: () => Promise<Date | undefined> },
): void => {
  const age = new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      try {
        const at = await oldestAt();
        age.set(at === undefined ? 0 : (Date.now() - at.getTime()) / 1000);
      } catch {
        // Unknown is not zero: an unavailable database must not silence an alert on the age.
        age.set(Number.NaN);
      }
    },
  });
};
