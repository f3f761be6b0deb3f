import { join } from "node:path";
import type { Bench } from "./measure.ts";
import { withinLimit } from "./measure.ts";
import { measureUp, withStateFolder } from "./support/up.ts";

export const bench: Bench = {
  name: "up-cold",
  summary: "./cogrion up with an empty cache of ours; only when named, since it fetches half a gigabyte",
  isOnlyByName: true,
  async *run(log) {
    yield* withStateFolder(async function* (environment, folder) {
      log("fetching everything again");
      const caches = { COGRION_CACHE_DIR: join(folder, "cache"), PIP_NO_CACHE_DIR: "1" };
      const { seconds } = await measureUp({ ...environment, ...caches });
      yield withinLimit({ name: "up, nothing fetched", ours: seconds, unit: "s", atMost: 300 });
    });
  },
};
