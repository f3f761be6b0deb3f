import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readRegionFile } from "@cogrion/config/region-file";
import { edgeHostNames } from "./bundle.ts";
import { writeDashboard } from "./dashboard/deployable.ts";
import { buildDeployables, manifestOf } from "./deployables.ts";
import { deployedEnvironments, settingsHelp, settingsOf } from "./settings.ts";

const repositoryFolder = join(import.meta.dirname, "..", "..", "..");

const help = `Writes everything that is deployed at the global edge for one environment, and manifest.json with sizes and hashes.

  node tools/edge-bundle/src/main.ts --environment prod --set NAME=value …

  --environment  ${deployedEnvironments.join(" or ")}
  --host         ${edgeHostNames.join(", ")}; repeatable (default: all)
  --set          repeatable; a setting below
  --out          folder (default: dist/edge of the checkout); {out}/{environment} is replaced

Settings:
${settingsHelp}

The same settings and the same checkout give the same bytes. docs/guides/deploy-edge.md says how to go on.
`;

const chosenOf = <Name extends string>(all: readonly Name[], option: string, text: string | undefined): Name => {
  const found = all.find((each) => each === text);
  if (found === undefined) throw new Error(`--${option} must be one of ${all.join(", ")}`);
  return found;
};

const build = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      environment: { type: "string" },
      host: { type: "string", multiple: true, default: [...edgeHostNames] },
      set: { type: "string", multiple: true, default: [] },
      out: { type: "string", default: join(repositoryFolder, "dist", "edge") },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return void process.stdout.write(help);
  const environment = chosenOf(deployedEnvironments, "environment", values.environment);
  const hosts = values.host.map((each) => chosenOf(edgeHostNames, "host", each));
  const regionFile = readRegionFile(repositoryFolder);
  const settings = settingsOf({ environment, hosts, given: values.set, regionFile });
  const deployables = await buildDeployables({ repositoryFolder, hosts, settings });
  const tooLarge = deployables.filter((each) => each.bundleBytes >= each.maxBundleBytes);
  for (const each of deployables)
    process.stdout.write(
      `${each.app} ${each.host} ${each.bundleBytes} bytes (under ${each.maxBundleBytes}), ${each.codeSha256}\n`,
    );
  if (tooLarge.length > 0)
    throw new Error(`Too large: ${tooLarge.map(({ app, host }) => `${app} for ${host}`).join(", ")}`);

  // The manifest comes last: a build without it is incomplete.
  const folder = join(values.out, environment);
  await rm(folder, { recursive: true, force: true });
  for (const { app, host, files } of deployables) {
    await mkdir(join(folder, app, host), { recursive: true });
    for (const [name, contents] of Object.entries(files)) await writeFile(join(folder, app, host, name), contents);
  }
  const dashboard = await writeDashboard({
    repositoryFolder,
    folder: join(folder, "dashboard"),
    environment,
    regionFile,
  });
  console.log(`dashboard ${Object.keys(dashboard.files).length} files`);
  await writeFile(join(folder, "manifest.json"), manifestOf(environment, deployables, dashboard));
};

try {
  await build();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
