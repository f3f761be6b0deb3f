import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "@cogrion/local-stack/env";
import { run } from "@cogrion/local-stack/toolchain/run";

/** Layers are cached between runs, outside the checkout. */
export const imageCacheFolder = (): string => join(cacheFolder(), "images");

let driver: Promise<string> | undefined;

/** overlay shares layers between images; vfs copies them, and works everywhere. */
const driverOf = async (folder: string): Promise<string> => {
  const store = join(folder, "overlay-probe");
  try {
    const probe = ["--root", store, "--runroot", join(folder, "run"), "--storage-driver", "overlay"];
    await run("buildah", [...probe, "rm", (await run("buildah", [...probe, "from", "scratch"])).trim()]);
    return "overlay";
  } catch {
    return "vfs";
  } finally {
    await rm(store, { recursive: true, force: true });
  }
};

/** buildah with a separate store, so that the machine's images do not change. */
export const buildah = async (...args: string[]): Promise<string> => {
  const folder = imageCacheFolder();
  await mkdir(folder, { recursive: true });
  const chosen = await (driver ??= driverOf(folder));
  const folders = ["--root", join(folder, chosen), "--runroot", join(folder, "run")];
  const store = [...folders, "--storage-driver", chosen];
  return run("buildah", [...store, ...args]);
};
