import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundle, edgeApps, edgeHosts, maxBundleBytes } from "@cogrion/edge-bundle/bundle";
import { functionZipOf } from "@cogrion/edge-bundle/zip";
import type { Bench } from "./measure.ts";
import { withinLimit } from "./measure.ts";

// What CloudFront takes at viewer request: the smallest limit of all hosts.
const maxPackageKilobytes = 1000;
const repositoryFolder = join(import.meta.dirname, "..");

export const bench: Bench = {
  name: "edge-bundles",
  summary: "The size of everything that is deployed at the edge: minified, and packed as it is uploaded",
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
        const packed = host === "cloudflare" ? gzipSync(contents) : functionZipOf(contents);
        yield withinLimit({
          name: `${app} for ${host}, packed`,
          ours: packed.length / 1000,
          unit: "kB",
          atMost: maxPackageKilobytes,
        });
      }
    }
  },
};
