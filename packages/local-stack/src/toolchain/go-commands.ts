import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inheritedEnvironment } from "../env.ts";
import type { Fetching } from "./fetching.ts";
import { run } from "./run.ts";

export type GoCommands = {
  /** Names the temporary Go module. */
  name: string;
  /** Packages to build, `module/path@version`; `.` builds the files below. */
  packages: readonly string[];
  /** `requires` and `replace` lines, for a module whose own go.mod cannot be required unchanged. */
  goMod?: string;
  /** Our own sources, by file name, for a module that offers a library but no command. */
  files?: Readonly<Record<string, string>>;
  ldflags?: string;
  /** How long it takes on 2 cores with an empty build cache, for the progress line. */
  buildTime: string;
};

const withoutVersion = (spec: string): string => spec.split("@")[0] ?? spec;

/**
 * Builds static commands of Go modules into the folder, with their packages' names. Go verifies
 * each module against its checksum database. An interrupted build resumes from Go's own cache.
 */
export const buildGoCommands = async (
  folder: string,
  { name, packages, goMod, files = {}, ldflags = "", buildTime }: GoCommands,
  { update, signal }: Fetching,
): Promise<void> => {
  const module = join(folder, "module");
  await mkdir(module);
  // Static, so that the commands also run without a C library, for example in an image from
  // scratch.
  const options = { cwd: module, env: { ...inheritedEnvironment(), CGO_ENABLED: "0" }, signal };
  update("downloading its Go modules");
  const path = `cogrion.com/toolchain/${name}`;
  if (goMod === undefined) await run("go", ["mod", "init", path], options);
  else await writeFile(join(module, "go.mod"), `module ${path}\n\n${goMod}`);
  for (const [file, text] of Object.entries(files)) await writeFile(join(module, file), text);
  if (goMod === undefined)
    for (const each of packages) if (each !== ".") await run("go", ["get", "-tool", each], options);
  update(`building (about ${buildTime} on 2 cores)`);
  const flags = ["-mod=mod", "-trimpath", "-ldflags", `-s -w ${ldflags}`.trim()];
  await run("go", ["build", ...flags, "-o", `${folder}/`, ...packages.map(withoutVersion)], options);
  await rm(module, { recursive: true });
};
