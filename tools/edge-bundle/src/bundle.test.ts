import { join } from "node:path";
import { expect, test } from "vitest";
import { bundle, edgeApps, edgeHosts, maxBundleBytes } from "./bundle.ts";

const repositoryFolder = join(import.meta.dirname, "..", "..", "..");

test.each(edgeApps.flatMap((app) => edgeHosts[app].map((host) => [app, host] as const)))(
  "the bundle of %s for %s stays small",
  async (app, host) => {
    const contents = await bundle({ repositoryFolder, app, host, values: { ENVIRONMENT: "prod" } });
    expect(contents.length).toBeLessThan(maxBundleBytes[app]);
  },
);
