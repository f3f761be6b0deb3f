import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, inheritedEnvironment } from "../env.ts";
import { ToolchainError } from "./error.ts";
import type { Fetching } from "./fetching.ts";
import { findOnPath, versionOf } from "./on-path.ts";
import { pins } from "./pins.ts";
import { isAtLeast } from "./prerequisites.ts";
import { publishOnce } from "./publish.ts";
import { run } from "./run.ts";
import { fetchWheel } from "./wheel.ts";

export type TerraformProvider = keyof typeof pins.terraformProviders;

/** Terraform on the PATH; undefined if there is none, or one that is too old. */
export const findTerraform = async (): Promise<string | undefined> => {
  const path = await findOnPath("terraform");
  if (path === undefined) return undefined;
  const version = await versionOf(path, ["version"], /Terraform v(\d+\.\d+\.\d+)/);
  return isAtLeast(version, pins.terraform.minimum) ? path : undefined;
};

/**
 * A folder with the JavaScript bindings of a provider, `{type}/index.js` for each resource and
 * `data-…` for each data source. They are generated from the provider's schema and come from a
 * package registry; the provider itself is available only from HashiCorp's registry.
 */
export const ensureProviderBindings = async (provider: TerraformProvider, fetching: Fetching): Promise<string> => {
  const { version, wheel, sha256 } = pins.terraformProviders[provider];
  const folder = join(cacheFolder(), "terraform-providers", `${provider}-${version}`);
  await publishOnce(
    folder,
    async (temporary) => {
      const options = { cwd: temporary, env: inheritedEnvironment(), signal: fetching.signal };
      const unpacked = await fetchWheel(temporary, { wheel, sha256: [sha256] }, fetching);
      const archive = await archiveIn(unpacked);
      await mkdir(join(temporary, "bindings"));
      const unpack = [
        "-xzf",
        archive,
        "-C",
        "bindings",
        "--strip-components=2",
        "--wildcards",
        "package/lib/*/index.js",
      ];
      await run("tar", unpack, options);
      await rm(unpacked, { recursive: true });
    },
    () => fetching.update("waiting for another process that downloads it"),
  );
  return join(folder, "bindings");
};

const archiveIn = async (wheel: string): Promise<string> => {
  const files = await readdir(wheel, { recursive: true });
  const archive = files.find((each) => each.endsWith(".jsii.tgz"));
  if (archive === undefined) throw new ToolchainError("The wheel contains no bindings.");
  return join(wheel, archive);
};
