import { rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../env.ts";
import { download } from "./download.ts";
import { ToolchainError } from "./error.ts";
import type { Fetching } from "./fetching.ts";
import { buildGoTool } from "./go-tool.ts";
import { findPinnedOnPath, versionOf } from "./on-path.ts";
import { pins } from "./pins.ts";
import { isAtLeast } from "./prerequisites.ts";
import { tellDownload } from "./progress.ts";
import { publishOnce } from "./publish.ts";
import { run } from "./run.ts";
import { vendorOfThisPlatform } from "./temporal-vendor.ts";

/**
 * Temporal's command line, whose development server includes the UI: on the PATH, built from its Go
 * module, or Temporal's own build.
 */
export const ensureTemporal = async (fetching: Fetching): Promise<string> => {
  const { version } = pins.temporal;
  const onPath = await findPinnedOnPath("temporal", ["--version"], /temporal version (\d+\.\d+\.\d+)/, version);
  if (onPath !== undefined) return onPath;
  const folder = join(cacheFolder(), "temporal", version);
  await publishOnce(
    folder,
    (temporary) => make(temporary, fetching),
    () => fetching.update("waiting for another process that builds it"),
  );
  return join(folder, "temporal");
};

const make = async (folder: string, fetching: Fetching): Promise<void> => {
  const go = await versionOf("go", ["version"], /go(\d+\.\d+(?:\.\d+)?)/);
  if (!isAtLeast(go, pins.go.minimum)) {
    return fetchFromVendor(folder, fetching, `building it needs Go ${pins.go.minimum} or later`);
  }
  try {
    await buildGoTool(folder, { goTool: pins.temporal.goTool, name: "temporal", buildTime: "3 minutes" }, fetching);
  } catch (error) {
    fetching.signal?.throwIfAborted();
    await fetchFromVendor(folder, fetching, error instanceof Error ? error.message : String(error));
  }
};

const fetchFromVendor = async (folder: string, { update, signal }: Fetching, whyNotBuilt: string): Promise<void> => {
  const vendor = vendorOfThisPlatform();
  if (vendor === undefined) {
    throw new ToolchainError(
      `Temporal ${pins.temporal.version} is not available: ${whyNotBuilt}. See https://go.dev/dl`,
    );
  }
  const archive = join(cacheFolder(), "downloads", `temporal-${pins.temporal.version}.tar.gz`);
  try {
    await download(
      { urls: [vendor.url], file: archive, sha256: vendor.sha256, ...(signal === undefined ? {} : { signal }) },
      (receivedBytes, totalBytes) => tellDownload(update, { receivedBytes, totalBytes }),
    );
  } catch (error) {
    signal?.throwIfAborted();
    const download = error instanceof Error ? error.message : String(error);
    throw new ToolchainError(`Temporal ${pins.temporal.version} is not available: ${whyNotBuilt}.\n${download}`);
  }
  await run("tar", ["-xzf", archive, "-C", folder, "temporal"], { signal });
  await rm(archive);
};
