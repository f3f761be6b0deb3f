import type { Bench } from "./measure.ts";
import { withinLimit } from "./measure.ts";
import { measureUp, withStateFolder } from "./support/up.ts";

export const bench: Bench = {
  name: "up",
  summary: "./cogrion up with everything fetched: first data, then data that is there, and the memory of all processes",
  async *run(log) {
    yield* withStateFolder(async function* (environment) {
      log("a first up, which makes its data");
      const first = await measureUp(environment);
      yield withinLimit({ name: "up, fetched, without data", ours: first.seconds, unit: "s", atMost: 60 });
      log("a second up, which finds it");
      const second = await measureUp(environment);
      yield withinLimit({ name: "up, fetched, with data", ours: second.seconds, unit: "s", atMost: 60 });
      yield withinLimit({ name: "memory of all processes", ours: second.memoryMebibytes, unit: "MiB", atMost: 3072 });
    });
  },
};
