import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundle, edgeApps, edgeHosts, maxBundleBytes } from "./bundle.ts";

/** Writes every deployable to `--out` and prints its size. `--set NAME=value` is put into the bundles for Lambda@Edge. */
const { values } = parseArgs({
  options: { out: { type: "string", default: "dist/edge" }, set: { type: "string", multiple: true, default: [] } },
});
const repositoryFolder = join(import.meta.dirname, "..", "..", "..", "..");
const settings = Object.fromEntries(
  values.set.map((each): [string, string] => [each.split("=")[0] ?? "", each.slice(each.indexOf("=") + 1)]),
);

for (const app of edgeApps) {
  for (const host of edgeHosts[app]) {
    const contents = await bundle({ repositoryFolder, app, host, values: settings });
    const folder = join(values.out, app, host);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "index.mjs"), contents);
    const isMet = contents.length < maxBundleBytes[app];
    process.stdout.write(`${app} ${host} ${contents.length} bytes (under ${maxBundleBytes[app]})\n`);
    if (!isMet) process.exitCode = 1;
  }
}
