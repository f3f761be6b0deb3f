import { join } from "node:path";
import { bundle, edgeApps, edgeHosts, maxBundleBytes } from "@cogrion/edge/bundle/bundle";
import type { Bench } from "./measure.ts";
import { withinLimit } from "./measure.ts";

const repositoryFolder = join(import.meta.dirname, "..");

export const bench: Bench = {
  name: "edge-bundles",
  summary: "The minified size of everything that is deployed at the edge",
  async *run() {
    for (const app of edgeApps) {
      for (const host of edgeHosts[app]) {
        const contents = await bundle({ repositoryFolder, app, host, values: { ENVIRONMENT: "prod" } });
        yield withinLimit({
          name: `${app} for ${host}`,
          ours: contents.length / 1000,
          unit: "kB",
          atMost: maxBundleBytes[app] / 1000,
        });
      }
    }
  },
};
