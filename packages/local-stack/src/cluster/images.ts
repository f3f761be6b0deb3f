import { createHash } from "node:crypto";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../toolchain/run.ts";
import { pauseImage } from "./config-files.ts";
import type { Stand } from "./parts.ts";
import { ctr } from "./parts.ts";

/** An image of one static command, as `docker save` writes it. */
export const importPauseImage = async (stand: Stand): Promise<void> => {
  const folder = join(stand.folder, "pause-image");
  await mkdir(join(folder, "layer"), { recursive: true });
  await copyFile(join(stand.tools.pause, "pause"), join(folder, "layer", "pause"));
  const layer = join(folder, "layer.tar");
  await run("tar", ["--create", "--file", layer, "--directory", join(folder, "layer"), "pause"]);
  const digest = (await run("sha256sum", [layer])).split(" ")[0] ?? "";
  const config = JSON.stringify({
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    config: { Entrypoint: ["/pause"], User: "65534:65534" },
    rootfs: { type: "layers", diff_ids: [`sha256:${digest}`] },
  });
  const configFile = `${createHash("sha256").update(config).digest("hex")}.json`;
  await writeFile(join(folder, configFile), config);
  const manifest = [{ Config: configFile, RepoTags: [pauseImage], Layers: ["layer.tar"] }];
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  const archive = join(stand.folder, "pause.tar");
  await run("tar", ["--create", "--file", archive, "--directory", folder, "manifest.json", configFile, "layer.tar"]);
  await ctr(stand, "images", "import", archive);
  await rm(folder, { recursive: true });
  await rm(archive);
};
